import DownloadCore
import FaultOrigin
import Testing

@testable import DownloadEngine

/// Who gets which cookie: all requests of a download, and no other download.
@Suite struct `An engine and cookies` {
    private let body = Body.pattern(1 << 20)

    private static func has(_ cookie: String) -> Condition {
        Condition { request in
            let pairs = request.field("cookie")?.split(separator: ";").map {
                $0.drop { $0 == " " }
            }
            return pairs?.contains { $0 == cookie } ?? false
        }
    }

    private func setting(_ cookie: String) -> Fault { .fields(Field("Set-Cookie", cookie)) }

    @Test(arguments: [1, 4])
    func `a cookie set by a redirect is sent by every fragment`(_ fragments: Int) async throws {
        let origin = try await FaultOrigin.start(
            body: body, .when(.path("/file.bin"), .redirect(to: "/real"), setting("session=7")),
            .when(.path("/real") && !Self.has("session=7"), .status(403)))
        let folder = TemporaryFolder()
        let run = try await EngineRun { $0.retries = 0 }
        let id = try await run.add(origin.url(), to: folder.path, fragments: fragments)
        try await run.wait(forEndOf: id)
        #expect(folder.holds(body, as: "file.bin"))
        await run.stop()
        try await origin.stop()
    }

    @Test func `a replaced or expired cookie applies to later requests`()
        async throws
    {
        let origin = try await FaultOrigin.start(
            body: body,
            .when(.path("/file.bin"), .redirect(to: "/1"), setting("a=1; Path=/")),
            .when(.path("/1") && Self.has("a=1"), .redirect(to: "/2"), setting("a=2; Path=/")),
            .when(
                .path("/2") && Self.has("a=2"), .redirect(to: "/3"),
                setting("a=2; Path=/; Max-Age=0")),
            .when(.path("/3") && Condition { $0.field("cookie") != nil }, .status(403)))
        let folder = TemporaryFolder()
        let run = try await EngineRun { $0.retries = 0 }
        let id = try await run.add(origin.url(), to: folder.path, fragments: 2)
        try await run.wait(forEndOf: id)
        #expect(origin.log.last?.request.path == "/3")
        await run.stop()
        try await origin.stop()
    }

    @Test func `cookies of one download or its file are not sent by the next`()
        async throws
    {
        let origin = try await FaultOrigin.start(
            body: body,
            .when(.path("/first"), .redirect(to: "/first/file"), setting("session=7; Path=/")))
        let folder = TemporaryFolder()
        let jar = "127.0.0.1\tFALSE\t/\tFALSE\t0\tpasted\tsecret\n"
        folder.put(Array(jar.utf8), "cookies.txt")
        let run = try await EngineRun { $0.activeDownloads = 1 }
        let first = try await run.add(origin.url("/first"), to: folder.path, fragments: 2) {
            $0.transport.cookieFile = folder.path + "/cookies.txt"
        }
        let second = try await run.add(origin.url("/second"), to: folder.path, fragments: 2)
        try await run.wait(forEndOf: first)
        try await run.wait(forEndOf: second)
        let requests = origin.log.map(\.request)
        let (ours, others) = (
            requests.filter { $0.path.hasPrefix("/first") },
            requests.filter { $0.path == "/second" }
        )
        #expect(ours.count > 1 && !others.isEmpty)
        #expect(ours.allSatisfy { $0.field("cookie")?.contains("pasted=secret") ?? false })
        #expect(ours.last?.field("cookie")?.contains("session=7") ?? false)
        #expect(others.allSatisfy { $0.field("cookie") == nil })
        await run.stop()
        try await origin.stop()
    }

    @Test func `a changed cookie file applies to the next request`() async throws {
        let origin = try await FaultOrigin.start(
            body: body, .when(!Self.has("login=new"), .status(403)))
        let folder = TemporaryFolder()
        func write(_ value: String) {
            folder.put(
                Array("127.0.0.1\tFALSE\t/\tFALSE\t0\tlogin\t\(value)\n".utf8), "cookies.txt")
        }
        write("old")
        let run = try await EngineRun { $0.retries = 0 }
        let id = try await run.add(origin.url(), to: folder.path, fragments: 1) {
            $0.transport.cookieFile = folder.path + "/cookies.txt"
        }
        try await run.wait(for: id, "failure") {
            if case .failed = $0.state { true } else { false }
        }
        write("new")
        await run.engine.perform(.retry([id]))
        try await run.wait(forEndOf: id)
        await run.stop()
        try await origin.stop()
    }

    @Test func `cookies that are handed to the next engine count for its requests`() async throws {
        // The session begins once: a request without its cookie gets nothing any more.
        let origin = try await FaultOrigin.start(
            body: body, .when(.request(1), setting("session=7")),
            .when(.afterRequest(1) && !Self.has("session=7"), .status(403)))
        origin.hold(after: 300_000)
        let folder = TemporaryFolder()
        let ledger = folder.path + "/ledger.sqlite"
        let first = try await EngineRun(ledger: ledger) { $0.retries = 0 }
        let id = try await first.add(origin.url(), to: folder.path, fragments: 2)
        try await first.wait(for: id, "bytes") { $0.received > 0 }
        let cookies = await first.engine.cookies
        #expect(cookies.keys.elementsEqual([id]))
        await first.stop()
        origin.release()
        let second = try await EngineRun(ledger: ledger) {
            $0.retries = 0
            $0.cookies = cookies
        }
        try await second.wait(forEndOf: id)
        #expect(folder.holds(body, as: "file.bin"))
        await second.stop()
        try await origin.stop()
    }
}
