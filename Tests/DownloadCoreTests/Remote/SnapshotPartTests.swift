import DownloadCore
import Testing

@Suite("Changes of snapshots")
struct SnapshotPartTests {
    /// Sends a snapshot as frames; returns the received snapshot, if any, and the number of parts.
    private func send(
        _ snapshot: Snapshot, _ sender: inout SnapshotSender, _ receiver: inout SnapshotReceiver
    ) throws -> (snapshot: Snapshot?, parts: [SnapshotPart]) {
        sender.begin(snapshot)
        var (parts, arrived): ([SnapshotPart], Snapshot?) = ([], nil)
        while let part = sender.next() {
            parts.append(part)
            let text = try JSONValue(encoding: EngineMessage.part(part)).text
            guard case .part(let copy) = try EngineMessage.message(text) else { continue }
            arrived = try receiver.take(copy)
        }
        #expect(sender.isReady)
        return (arrived, parts)
    }

    /// The snapshot as a watcher sees it.
    private func concealed(_ snapshot: Snapshot) -> Snapshot {
        var snapshot = snapshot
        for index in snapshot.downloads.indices {
            snapshot.downloads[index].request = snapshot.downloads[index].request.concealed
        }
        return snapshot
    }

    @Test("A watcher of all details sees the same snapshots, however they change")
    func allDetails() throws {
        var (sender, receiver) = (SnapshotSender(), SnapshotReceiver())
        sender.detail = .all
        var random = SeededRandom(seed: 17)
        var downloads = (1...20).map { RemoteSample.download($0) }
        var last: Snapshot?
        for step in 1...300 {
            change(&downloads, step, &random)
            let snapshot = RemoteSample.snapshot(downloads, time: Double(step))
            last = try send(snapshot, &sender, &receiver).snapshot ?? last
            var expected = concealed(snapshot)
            expected.time = last?.time ?? expected.time
            #expect(last == expected)
        }
    }

    private func change(
        _ downloads: inout [DownloadSnapshot], _ step: Int, _ random: inout SeededRandom
    ) {
        let place = Int.random(in: 0..<downloads.count, using: &random)
        switch Int.random(in: 0..<9, using: &random) {
        case 0: downloads.append(RemoteSample.download(Int64(100 + step)))
        case 1 where downloads.count > 2: downloads.remove(at: place)
        case 2: downloads.swapAt(0, place)
        case 3: downloads[place].state = RemoteSample.states.randomElement(using: &random) ?? .done
        case 4: downloads[place].events.append(DownloadEvent(time: Double(step), text: "event"))
        case 5: downloads[place].events.removeFirst(downloads[place].events.isEmpty ? 0 : 1)
        case 6: downloads[place].fragments[0].received += 10
        case 7: downloads[place].request.limit = Int64(step)
        default: downloads[place].received += 1
        }
    }

    @Test("Nothing is sent when nothing has changed, even if the snapshot is another")
    func nothing() throws {
        var (sender, receiver) = (SnapshotSender(), SnapshotReceiver())
        let first = RemoteSample.snapshot([RemoteSample.download(1), RemoteSample.download(2)])
        let initial = try send(first, &sender, &receiver)
        #expect(initial.parts.count == 1)
        let repeated = try send(first, &sender, &receiver)
        #expect(repeated.parts.isEmpty)
        let same = RemoteSample.snapshot(
            [RemoteSample.download(1), RemoteSample.download(2)], time: 9)
        let later = try send(same, &sender, &receiver)
        #expect(later.parts.isEmpty)
    }

    @Test("Only what has changed is sent")
    func changesOnly() throws {
        var (sender, receiver) = (SnapshotSender(), SnapshotReceiver())
        var downloads = (1...1000).map { RemoteSample.download($0) }
        let first = try send(RemoteSample.snapshot(downloads), &sender, &receiver)
        #expect(first.parts.count == 4)
        #expect(first.snapshot?.downloads.count == 1000)
        downloads[500].received += 1
        let second = try send(RemoteSample.snapshot(downloads), &sender, &receiver)
        let part = try #require(second.parts.first)
        #expect(second.parts.count == 1)
        #expect(part.changed.map(\.id) == [downloads[500].id])
        #expect(part.changed.first?.outline == nil)
        #expect(part.changed.first?.detail == nil)
        #expect(second.snapshot?.downloads[500].received == downloads[500].received)
    }

    @Test("Details are sent of the download that is looked at, and at once when that changes")
    func looking() throws {
        var (sender, receiver) = (SnapshotSender(), SnapshotReceiver())
        var downloads = (1...3).map { RemoteSample.download($0) }
        let all = RemoteSample.snapshot(downloads)
        let unseen = try send(all, &sender, &receiver)
        #expect(unseen.snapshot?.downloads[1].fragments == [])
        sender.detail = .one(DownloadID(2))
        let look = try send(all, &sender, &receiver)
        let looked = try #require(look.snapshot)
        #expect(looked.downloads[1].fragments == downloads[1].fragments)
        #expect(looked.downloads[1].covered == downloads[1].covered)
        #expect(looked.downloads[1].events == downloads[1].events)
        #expect(looked.downloads[0].fragments == [])

        downloads[1].fragments[0].received += 5
        downloads[0].fragments[0].received += 5
        let moved = try send(RemoteSample.snapshot(downloads), &sender, &receiver)
        #expect(moved.parts.first?.changed.map(\.id) == [DownloadID(2)])

        // Fragments of an unselected download are sent when it is selected again.
        sender.detail = .one(DownloadID(1))
        _ = try send(RemoteSample.snapshot(downloads), &sender, &receiver)
        downloads[1].fragments.removeLast()
        _ = try send(RemoteSample.snapshot(downloads), &sender, &receiver)
        sender.detail = .one(DownloadID(2))
        let back = try send(RemoteSample.snapshot(downloads), &sender, &receiver)
        #expect(back.snapshot?.downloads[1].fragments == downloads[1].fragments)
    }

    @Test("Fragments in trouble are seen by everyone")
    func trouble() throws {
        var (sender, receiver) = (SnapshotSender(), SnapshotReceiver())
        var download = RemoteSample.download(1, fragments: 4)
        download.fragments[2].state = .failed(RemoteSample.error)
        let snapshot = try send(RemoteSample.snapshot([download]), &sender, &receiver).snapshot
        #expect(snapshot?.downloads[0].fragments == [download.fragments[2]])
        download.fragments[2].state = .receiving
        let healed = try send(RemoteSample.snapshot([download]), &sender, &receiver).snapshot
        #expect(healed?.downloads[0].fragments.map(\.state) == [.waiting])
    }

    @Test("A part about a download of which nothing is known is refused")
    func misfit() throws {
        var (sender, receiver) = (SnapshotSender(), SnapshotReceiver())
        _ = try send(RemoteSample.snapshot([RemoteSample.download(1)]), &sender, &receiver)
        sender.begin(RemoteSample.snapshot([RemoteSample.download(1, .done)]))
        let next = sender.next()
        let part = try #require(next)
        var stranger = SnapshotReceiver()
        #expect(throws: SnapshotReceiver.Misfit.self) { try stranger.take(part) }
    }
}
