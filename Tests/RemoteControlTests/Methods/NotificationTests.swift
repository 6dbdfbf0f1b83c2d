import DownloadCore
import Testing

@testable import RemoteControl

@Suite(.timeLimit(.minutes(3)))
struct NotificationTests {
    private func download(_ state: DownloadSnapshot.State?) -> DownloadSnapshot? {
        state.map { state in
            var download = DownloadSnapshot(
                id: DownloadID(1), request: DownloadRequest(source: "http://h/a", directory: "/d"),
                name: "a")
            download.state = state
            return download
        }
    }

    private static let failed = DownloadSnapshot.State.failed(DownloadError(.disk, ""))
    private static let changes:
        [(DownloadSnapshot.State?, DownloadSnapshot.State?, [RPCNotification])] = [
            (nil, .waiting, []), (nil, .paused(.user), []), (nil, .running, [.start]),
            (nil, .done, [.start, .complete]), (nil, failed, [.start, .error]),
            (.waiting, .asking, [.start]), (.asking, .running, []), (.running, .checking(0), []),
            (.running, .retrying(DownloadError(.timeout, ""), inSeconds: 1), []),
            (.waiting, .done, [.start, .complete]), (.waiting, failed, [.start, .error]),
            (.running, .done, [.complete]), (.running, failed, [.error]),
            (.running, .paused(.user), [.pause]), (.waiting, .paused(.inUse), [.pause]),
            (.paused(.user), .paused(.inUse), []), (.paused(.user), .waiting, []),
            (.paused(.user), .running, [.start]), (failed, .waiting, []),
            (failed, .running, [.start]), (.running, nil, [.stop]), (.waiting, nil, [.stop]),
            (.paused(.user), nil, [.stop]), (.done, nil, []), (failed, nil, []),
            (.done, .done, []),
        ]

    @Test(arguments: changes)
    func `a change and its notifications`(
        _ before: DownloadSnapshot.State?, _ after: DownloadSnapshot.State?,
        expected: [RPCNotification]
    ) {
        let change = QueueChange(before: download(before), after: download(after))
        #expect(change.notifications == expected)
    }

    @Test func `a Metalink is no removed download when its first file has its gid`() {
        var (old, new) = (Snapshot(time: Instant(seconds: 0)), Snapshot(time: Instant(seconds: 1)))
        var request = DownloadRequest(source: "http://h/a.meta4", directory: "/d")
        request.gid = "00000000000000ab"
        old.downloads = [DownloadSnapshot(id: DownloadID(1), request: request, name: "a.meta4")]
        new.downloads = [DownloadSnapshot(id: DownloadID(2), request: request, name: "a")]
        #expect(QueueChange.all(from: old, to: new).flatMap(\.notifications) == [])
    }

    @Test func `clients hear what others do`() async throws {
        let caller = Caller()
        var notifications = caller.service.notifications().makeAsyncIterator()
        let gid = await caller.add("a")
        _ = await caller.call("getGlobalStat")
        caller.queue.change(0) { $0.state = .running }
        func next() async -> String? {
            await notifications.next().map { String(decoding: $0, as: UTF8.self) }
        }
        #expect(
            await next()
                == #"{"jsonrpc":"2.0","method":"aria2.onDownloadStart","params":[{"gid":"\#(gid)"}]}"#
        )
        await caller.queue.perform(.pause([DownloadID(1)]))
        #expect(await next()?.contains("onDownloadPause") == true)
        await caller.queue.perform(.remove([DownloadID(1)], deletingPartFile: false))
        #expect(await next()?.contains("onDownloadStop") == true)
    }
}
