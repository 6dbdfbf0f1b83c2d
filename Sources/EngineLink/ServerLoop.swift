import CLinux
import DownloadCore
import Glibc
import Synchronization

/// The thread of an `EngineServer`: its sockets and its faces.
struct ServerLoop {
    private let server: EngineServer
    private var faces: [Int: FaceSession] = [:]
    private var nextFace = 0
    private var watching: Task<Void, Never>?
    private var newest: Snapshot?
    private var buffer: [UInt8] = Array(repeating: 0, count: 1 << 16)
    private var end: Double?
    private var acceptPause = AcceptPause()

    init(_ server: EngineServer) {
        self.server = server
    }

    /// Serves until the server ends.
    mutating func run() {
        while !hasEnded {
            let connected = faces.count
            wait()
            server.waker.reset()
            takeNews()
            serve()
            dropLateFaces()
            if faces.count < connected { acceptPause.connectionClosed() }
            acceptPause.update(at: monotonicSeconds())
            updateWatching()
        }
        watching?.cancel()
        server.orders.finish()
        server.claim.release()
        faces = [:]
        let waiting = server.shared.withLock { shared in
            shared.hasEnded = true
            defer { shared.ended = [] }
            return shared.ended
        }
        for continuation in waiting { continuation.resume() }
    }

    private var hasEnded: Bool {
        guard let end else { return false }
        return faces.values.allSatisfy(\.hasSentAll) || monotonicSeconds() >= end
    }

    /// Waits for sockets, news or the next deadline.
    private mutating func wait() {
        let numbers = Array(faces.keys)
        var polls = [
            pollfd(fd: server.waker.descriptor.number, events: Int16(POLLIN), revents: 0)
        ]
        let accepts =
            end == nil && acceptPause.end == nil && faces.count < EngineServer.mostFaces
        polls.append(
            pollfd(
                fd: accepts ? server.claim.listener.number : -1, events: Int16(POLLIN),
                revents: 0))
        for number in numbers {
            guard let face = faces[number] else { continue }
            polls.append(pollfd(fd: face.socket.number, events: face.events, revents: 0))
        }
        guard poll(&polls, nfds_t(polls.count), timeout) > 0 else { return }
        if polls[1].revents != 0 { accept() }
        for (number, poll) in zip(numbers, polls.dropFirst(2))
        where poll.revents & Int16(POLLIN | POLLHUP | POLLERR) != 0 {
            read(number)
        }
    }

    /// The milliseconds until the next deadline; -1 without one.
    private var timeout: Int32 {
        let time = monotonicSeconds()
        var due = [end, acceptPause.end].compactMap(\.self)
        for face in faces.values {
            if face.hello == nil { due.append(face.deadline) }
            if face.isWatching, face.hasSentAll {
                if !face.sender.isReady { return 0 }
                if face.isBehind, newest != nil { due.append(face.nextSnapshot) }
            }
        }
        guard let next = due.min() else { return -1 }
        return Int32(max(0, min((next - time) * 1000, 60_000)).rounded(.up))
    }

    private mutating func takeNews() {
        let (snapshot, answers, farewell) = server.shared.withLock { shared in
            defer {
                shared.newest = nil
                shared.answers = []
            }
            return (shared.newest, shared.answers, shared.farewell)
        }
        if let snapshot {
            newest = snapshot
            for number in faces.keys { faces[number]?.isBehind = true }
        }
        for (number, message) in answers {
            faces[number]?.send(message)
            faces[number]?.requests -= 1
        }
        guard let farewell, end == nil else { return }
        end = monotonicSeconds() + EngineServer.shutdownTimeout
        for number in faces.keys {
            faces[number]?.isEnding = true
            faces[number]?.isWatching = false
            faces[number]?.send(farewell)
        }
    }

    private mutating func serve() {
        let time = monotonicSeconds()
        for number in Array(faces.keys) {
            faces[number]?.sendSnapshot(newest, at: time)
            if faces[number]?.flush() == false { faces[number] = nil }
        }
    }

    private mutating func dropLateFaces() {
        let time = monotonicSeconds()
        for (number, face) in faces where face.hello == nil && face.deadline <= time {
            faces[number] = nil
        }
    }

    private mutating func accept() {
        let number = Glibc.accept(server.claim.listener.number, nil, nil)
        guard number >= 0 else {
            return acceptFailed(errno)
        }
        let socket = SocketHandle(number)
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
        _ = fcntl(number, F_SETFL, O_NONBLOCK)
        // The folder already excludes other users; this check holds wherever the socket is.
        guard isOwnPeer(number) else { return }
        faces[nextFace] = FaceSession(
            socket, greeting: server.greeting, at: monotonicSeconds())
        nextFace += 1
    }

    private mutating func acceptFailed(_ code: Int32) {
        guard acceptPause.failed(code, at: monotonicSeconds()) else { return }
        server.log("\(LinkError.system("cannot accept a connection of another pdl-tui", code))")
    }

    private mutating func read(_ number: Int) {
        guard let texts = faces[number]?.read(&buffer) else {
            faces[number] = nil
            return
        }
        for text in texts where faces[number] != nil { take(text, from: number) }
    }

    private mutating func take(_ text: [UInt8], from number: Int) {
        guard let hello = faces[number]?.hello else {
            // A greeting of any version is valid.
            faces[number]?.hello = try? Hello.message(text)
            if faces[number]?.hello == nil { faces[number] = nil }
            return
        }
        guard let message = try? FaceMessage.message(text),
            hello.protocol == Hello.currentProtocol || message == .stop
        else {
            faces[number] = nil
            return
        }
        switch message {
        case .perform(let order, _), .takeUp(let order, _):
            faces[number]?.requests += 1
            server.orders.yield(EngineServer.Order(face: number, number: order, message: message))
        case .watch(let detail):
            faces[number]?.sender.detail = detail
            faces[number]?.isWatching = true
            // Details that have just been selected are sent at once.
            faces[number]?.isBehind = true
            faces[number]?.nextSnapshot = 0
        case .stop: server.stop()
        }
    }

    /// Subscribes to snapshots while a face wants them, and reports a changed number of faces.
    private mutating func updateWatching() {
        let watchers = faces.values.count(where: \.isWatching)
        let hasChanged = server.shared.withLock { shared in
            defer {
                shared.faces = faces.count
                shared.watchers = watchers
            }
            return shared.faces != faces.count || shared.watchers != watchers
        }
        if hasChanged { server.change() }
        if watchers == 0 {
            watching?.cancel()
            watching = nil
            newest = nil
        } else if watching == nil {
            watching = Task { [server] in
                for await snapshot in server.service.snapshots() {
                    server.shared.withLock { $0.newest = snapshot }
                    server.waker.wake()
                }
            }
        }
    }
}
