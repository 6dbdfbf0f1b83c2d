import DownloadCore
import Foundation
import Glibc
import Harness
import Synchronization
import Testing

@testable import EngineLink

@Suite("The socket of an engine")
struct LinkTests {
    @Test("The folder, the socket and the lock are for one user only")
    func permissions() async throws {
        let listening = try Listening()
        func mode(_ path: String) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        }
        let endpoint = listening.folder.endpoint
        #expect(try mode(endpoint.folder) == 0o700)
        #expect(try mode(endpoint.socket) == 0o600)
        #expect(try mode(endpoint.lock) == 0o600)
        await listening.server.end(.stopped)
        #expect(!FileManager.default.fileExists(atPath: endpoint.socket))
    }

    @Test("A live socket is never replaced, and a stale one is")
    func stale() async throws {
        let folder = try LinkFolder()
        var claim: EngineClaim? = try EngineClaim(folder.endpoint)
        #expect(claim?.replacesKilledEngine == false)
        #expect(throws: LinkError.taken) { try EngineClaim(folder.endpoint) }
        // As when its process is killed: the lock is released, the socket remains.
        claim = nil
        #expect(FileManager.default.fileExists(atPath: folder.endpoint.socket))
        #expect(try EngineClient.connect(folder.endpoint, version: "1") == nil)
        #expect(try EngineClaim(folder.endpoint).replacesKilledEngine)
    }

    @Test("A socket that a service manager listens to is never replaced")
    func serviceManager() throws {
        let folder = try LinkFolder()
        try folder.endpoint.prepareFolder()
        let socket = try newSocket(blocking: false)
        #expect(try folder.endpoint.withAddress { bind(socket.number, $0, $1) } == 0)
        #expect(listen(socket.number, 1) == 0)
        #expect(throws: LinkError.taken) { try EngineClaim(folder.endpoint) }
        let claim = try EngineClaim(folder.endpoint, inherited: socket)
        claim.release()
        #expect(FileManager.default.fileExists(atPath: folder.endpoint.socket))
    }

    @Test("Of many that claim at the same moment one gets it")
    func race() async throws {
        let folder = try LinkFolder()
        let claims = await withTaskGroup(of: EngineClaim?.self) { group in
            for _ in 0..<20 { group.addTask { try? EngineClaim(folder.endpoint) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(claims.compactMap(\.self).count == 1)
    }

    @Test("A file that is not a socket is left alone, and named")
    func noSocket() throws {
        let folder = try LinkFolder()
        try folder.endpoint.prepareFolder()
        try Data().write(to: URL(fileURLWithPath: folder.endpoint.socket))
        #expect(
            throws: LinkError.failed("\(folder.endpoint.socket) is not a socket; remove it")
        ) { try EngineClaim(folder.endpoint) }
    }

    @Test("A folder that others can enter is closed to them")
    func openFolder() throws {
        let folder = try LinkFolder()
        try FileManager.default.createDirectory(
            atPath: folder.endpoint.folder, withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o777])
        try folder.endpoint.prepareFolder()
        var facts = stat()
        #expect(lstat(folder.endpoint.folder, &facts) == 0)
        #expect(facts.st_mode & 0o777 == 0o700)
    }

    @Test("A link in place of the folder is refused")
    func linkedFolder() throws {
        let folder = try LinkFolder()
        try FileManager.default.createSymbolicLink(
            atPath: folder.endpoint.folder, withDestinationPath: "/tmp")
        #expect(throws: LinkError.self) { try EngineClaim(folder.endpoint) }
    }

    @Test("A path too long for a socket's address is no obstacle")
    func longPath() async throws {
        let listening = try Listening(downloads: 1, folder: LinkFolder(deep: true))
        #expect(listening.folder.endpoint.socket.utf8.count > 108)
        let client = try listening.client()
        #expect(await first(client.snapshots()) { _ in true }?.downloads.count == 1)
        await listening.server.end(.stopped)
    }

    @Test("An engine of another version is named, and can be stopped")
    func otherVersion() async throws {
        let listening = try Listening()
        #expect(throws: LinkError.otherVersion(engine: "1", own: "2")) {
            try EngineClient.connect(listening.folder.endpoint, version: "2")
        }
        let client = try #require(
            try EngineClient.connect(
                listening.folder.endpoint, version: "2", acceptsOtherVersion: true))
        let server = listening.server
        async let stopping: Void = client.stop()
        try await wait(for: "the request to stop") { listening.stops.count == 1 }
        await server.end(.stopped)
        try await stopping
        #expect(client.ending == .stopped)
    }

    @Test("What a face may not ask is refused with a reason")
    func refused() async throws {
        let listening = try Listening(downloads: 1)
        let client = try listening.client()
        await #expect(throws: LinkError.refused("65 fragments more are not allowed")) {
            try await client.request(.changeFragments([DownloadID(1)], by: 65))
        }
        await #expect(throws: LinkError.self) {
            try await client.submit([DownloadRequest(source: "x", directory: "/d")])
        }
        #expect(listening.engine.state.withLock { $0.intents.isEmpty && $0.taken.isEmpty })
        await listening.server.end(.stopped)
    }

    @Test("An edited request gets its secrets back inside the engine")
    func edit() async throws {
        let listening = try Listening(downloads: 1)
        let client = try listening.client()
        let snapshot = try #require(await first(client.snapshots()) { _ in true })
        var request = snapshot.downloads[0].request
        #expect(request.sources == ["https://********@h/1"])
        request.limit = 5
        try await client.request(.edit(DownloadID(1), request))
        var expected = FakeEngine.download(1).request
        expected.limit = 5
        #expect(
            listening.engine.state.withLock { $0.intents } == [.edit(DownloadID(1), expected)])
        await listening.server.end(.stopped)
    }

    @Test("A face that sends anything else is dropped, and others are not")
    func garbage() async throws {
        let listening = try Listening(downloads: 1)
        let client = try listening.client()
        for text in ["", "{}", "[]", "\u{FF}\u{FF}\u{FF}\u{FF}", "GET / HTTP/1.1\r\n\r\n"] {
            let socket = try newSocket(blocking: true)
            #expect(
                try listening.folder.endpoint.withAddress { connect(socket.number, $0, $1) } == 0)
            let frame = text.isEmpty ? [] : Frame.bytes(Array(text.utf8)) ?? []
            for bytes in [frame, Array(text.utf8)] {
                _ = bytes.withUnsafeBytes { send(socket.number, $0.baseAddress, $0.count, 0x4000) }
            }
            shutdown(socket.number, Int32(SHUT_WR))
        }
        #expect(await first(client.snapshots()) { _ in true } != nil)
        try await wait(for: "one face") { listening.server.faces == 1 }
        await listening.server.end(.stopped)
    }

    @Test("A face that does not read delays nothing, and then gets the newest")
    func slowReader() async throws {
        let listening = try Listening(downloads: 2000)
        let socket = try newSocket(blocking: true)
        #expect(try listening.folder.endpoint.withAddress { connect(socket.number, $0, $1) } == 0)
        for message in [
            Frame.bytes(of: Hello(version: "1", process: 1)),
            Frame.bytes(of: FaceMessage.watch(.all)),
        ] {
            let frame = try #require(message)
            _ = frame.withUnsafeBytes { send(socket.number, $0.baseAddress, $0.count, 0x4000) }
        }
        try await wait(for: "one watcher") { listening.server.watchers == 1 }
        let client = try listening.client()
        for step in 1...50 {
            listening.engine.change { $0.downloads[0].received = Int64(step) }
            try await client.request(.pauseAll)
        }
        // Only one part of the first snapshot is pending; the rest was never created.
        var (reader, receiver) = (FrameReader(), SnapshotReceiver())
        var buffer: [UInt8] = Array(repeating: 0, count: 1 << 16)
        var seen: [Int64] = []
        while seen.last != 50 {
            let count = buffer.withUnsafeMutableBytes {
                recv(socket.number, $0.baseAddress, $0.count, 0)
            }
            try #require(count > 0)
            reader.append(buffer[..<count])
            while let text = try reader.next() {
                guard case .part(let part)? = try? EngineMessage.message(text),
                    let snapshot = try receiver.take(part)
                else { continue }
                seen.append(snapshot.downloads[0].received)
            }
        }
        #expect(seen.count <= 3)
        await listening.server.end(.stopped)
    }

    @Test("A face that disconnects at any point leaves nothing behind")
    func goneFaces() async throws {
        let listening = try Listening(downloads: 500)
        for _ in 0..<30 {
            let client = try listening.client()
            let stream = client.snapshots()
            async let performed: Void = client.perform(.pauseAll)
            _ = await first(stream) { _ in true }
            try await client.end(.leave)
            await performed
        }
        try await wait(for: "no face") { listening.server.faces == 0 }
        await listening.server.end(.stopped)
    }

    @Test("A face follows an engine that moves to another process")
    func moved() async throws {
        let folder = try LinkFolder()
        let old = try Listening(downloads: 1, folder: folder)
        let client = try old.client()
        let stream = client.snapshots()
        _ = await first(stream) { _ in true }
        await old.server.end(.moved)
        let new = try Listening(downloads: 2, folder: folder)
        #expect(await first(stream) { $0.downloads.count == 2 } != nil)
        try await client.request(.pauseAll)
        #expect(new.engine.state.withLock { $0.intents } == [.pauseAll])
        await new.server.end(.stopped)
        #expect(await first(stream) { _ in false } == nil)
        #expect(client.ending == .stopped)
    }

    @Test("A request that an ending engine has not answered goes to the next one")
    func handedOn() async throws {
        let folder = try LinkFolder()
        let old = try Listening(downloads: 1, folder: folder)
        let client = try old.client()
        try await client.request(.resumeAll)
        old.server.close()
        async let pausing: Void = client.request(.pauseAll)
        async let adding: Void = client.submit([
            DownloadRequest(source: "https://h/x", directory: "/d")
        ])
        try await wait(for: "both requests") { client.pendingRequests == 2 }
        await old.server.end(.moved)
        let new = try Listening(downloads: 1, folder: folder)
        try await pausing
        try await adding
        #expect(old.engine.state.withLock { $0.intents } == [.resumeAll])
        #expect(new.engine.state.withLock { $0.intents } == [.pauseAll])
        #expect(new.engine.state.withLock { $0.taken.map(\.sources) } == [["https://h/x"]])
        await new.server.end(.stopped)
        await #expect(throws: LinkError.lost) { try await client.request(.pauseAll) }
    }

    @Test("An engine that ends while a face connects is no fault of the socket")
    func endsAtConnect() throws {
        let folder = try LinkFolder()
        let claim = try EngineClaim(folder.endpoint)
        let thread = Thread {
            var poll = pollfd(fd: claim.listener.number, events: Int16(POLLIN), revents: 0)
            _ = Glibc.poll(&poll, 1, -1)
            close(accept(claim.listener.number, nil, nil))
        }
        thread.start()
        #expect(throws: LinkError.lost) {
            try EngineClient.connect(folder.endpoint, version: "1")
        }
    }

    @Test("A face that reads no answers is not asked for more requests")
    func unreadAnswers() throws {
        var numbers: [Int32] = [-1, -1]
        #expect(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &numbers) == 0)
        let other = SocketHandle(numbers[1])
        var face = FaceSession(
            SocketHandle(numbers[0]), greeting: Hello(version: "1", process: 1), at: 0)
        #expect(face.events & Int16(POLLIN) != 0)
        let text = String(repeating: "x", count: FaceSession.mostUnread)
        face.send(EngineMessage.refused(1, text))
        #expect(face.events == Int16(POLLOUT))
        withExtendedLifetime(other) {}
    }

    @Test("The runtime folder of another user is not used")
    func foreignRuntimeFolder() throws {
        let folder = try LinkFolder()
        let path = String(folder.endpoint.folder.dropLast("/pdl-tui".count))
        #expect(Endpoint.usual(runtime: path, state: "/s")?.folder == path + "/pdl-tui")
        let foreign = geteuid() == 0 ? path : "/"
        if geteuid() == 0 { chown(path, 65_534, 65_534) }
        #expect(Endpoint.usual(runtime: foreign, state: "/s")?.folder == "/s")
        #expect(Endpoint.usual(runtime: foreign, state: nil) == nil)
    }

    @Test("An engine that is killed is noticed")
    func lost() async throws {
        let folder = try LinkFolder()
        let claim = try EngineClaim(folder.endpoint)
        let accepted = Accepted()
        let thread = Thread {
            var poll = pollfd(fd: claim.listener.number, events: Int16(POLLIN), revents: 0)
            _ = Glibc.poll(&poll, 1, -1)
            let number = accept(claim.listener.number, nil, nil)
            // Stored before the greeting goes out, which is what `connect` waits for.
            accepted.number.withLock { $0 = number }
            let hello = Frame.bytes(of: Hello(version: "1", process: 7)) ?? []
            _ = hello.withUnsafeBytes { send(number, $0.baseAddress, $0.count, 0x4000) }
        }
        thread.start()
        let client = try #require(try EngineClient.connect(folder.endpoint, version: "1"))
        #expect(client.process == 7)
        let stream = client.snapshots()
        let number = accepted.number.withLock { $0 }
        close(try #require(number))
        #expect(await first(stream) { _ in false } == nil)
        #expect(client.ending == .lost)
        await #expect(throws: LinkError.lost) { try await client.request(.pauseAll) }
    }
}

/// The connection that a thread has accepted.
private final class Accepted: Sendable {
    let number = Mutex<Int32?>(nil)
}
