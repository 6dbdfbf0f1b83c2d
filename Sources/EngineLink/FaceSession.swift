import CLinux
import DownloadCore
import Glibc

/// The session of one connected face; used on the server's thread only.
struct FaceSession {
    /// The timeout for a face's greeting in seconds.
    static let greetingSeconds = 10.0
    /// The minimum interval between two snapshots in seconds.
    static let pace = 0.1
    /// The maximum number of pending requests of a face, beyond which no more are read.
    static let mostRequests = 16
    /// The number of unread bytes beyond which no more requests are read.
    static let mostUnread = 1 << 20

    let socket: SocketHandle
    /// When its greeting must have arrived.
    let deadline: Double
    /// Its greeting, with the version of the protocol.
    var hello: Hello?
    /// The number of pending requests.
    var requests = 0
    /// Whether it wants snapshots.
    var isWatching = false
    /// Whether a newer snapshot exists than the last one sent.
    var isBehind = false
    /// When the next snapshot may be sent.
    var nextSnapshot = 0.0
    var sender = SnapshotSender()
    /// Whether it is being closed: nothing more is read.
    var isEnding = false
    private var reader = FrameReader()
    private var output: [UInt8] = []
    private var written = 0

    init(_ socket: SocketHandle, greeting: Hello, at time: Double) {
        self.socket = socket
        deadline = time + Self.greetingSeconds
        send(greeting)
    }

    /// Whether the face has received everything that was sent.
    var hasSentAll: Bool { output.isEmpty }

    /// The events to poll for.
    var events: Int16 {
        var events: Int32 = 0
        let isFull = requests >= Self.mostRequests || output.count - written > Self.mostUnread
        if !isFull, !isEnding { events |= POLLIN }
        if !hasSentAll { events |= POLLOUT }
        return Int16(events)
    }

    /// Sends a message; returns false when it is too long for a frame.
    @discardableResult
    mutating func send(_ message: some Encodable) -> Bool {
        guard let frame = Frame.bytes(of: message) else { return false }
        output += frame
        return true
    }

    /// Writes as much as the socket takes; returns false when the face is gone.
    mutating func flush() -> Bool {
        while written < output.count {
            let count = output.withUnsafeBytes {
                Glibc.send(
                    socket.number, $0.baseAddress?.advanced(by: written), output.count - written,
                    Int32(MSG_NOSIGNAL))
            }
            if count < 0 {
                if errno == EINTR { continue }
                return errno == EAGAIN
            }
            written += count
        }
        output.removeAll(keepingCapacity: output.capacity <= 1 << 16)
        written = 0
        return true
    }

    /// Reads what the face has sent.
    ///
    /// - Parameter buffer: A buffer for the bytes read.
    /// - Returns: The texts of the complete frames; `nil` when the face is gone or violates the
    ///   protocol.
    mutating func read(_ buffer: inout [UInt8]) -> [[UInt8]]? {
        let count = buffer.withUnsafeMutableBytes {
            recv(socket.number, $0.baseAddress, $0.count, 0)
        }
        if count < 0 { return errno == EAGAIN || errno == EINTR ? [] : nil }
        guard count > 0 else { return nil }
        reader.append(buffer[..<count])
        var texts: [[UInt8]] = []
        do throws(FrameReader.TooLong) {
            while let next = try reader.next() { texts.append(next) }
        } catch {
            return nil
        }
        return texts
    }

    /// Sends the next part of what the face has not received.
    ///
    /// - Parameters:
    ///   - newest: The newest snapshot.
    ///   - time: Now.
    mutating func sendSnapshot(_ newest: Snapshot?, at time: Double) {
        guard isWatching, hasSentAll else { return }
        if sender.isReady {
            guard isBehind, time >= nextSnapshot, let newest else { return }
            isBehind = false
            nextSnapshot = time + Self.pace
            sender.begin(newest)
        }
        // One part at a time: the next is made after the face has received this one.
        guard let part = sender.next() else { return }
        if !send(EngineMessage.part(part)) { sendOneByOne(part) }
    }

    /// Sends a part that is too long for a frame as one frame per download.
    ///
    /// A download that is too long by itself is sent with its first source only.
    private mutating func sendOneByOne(_ part: SnapshotPart) {
        for delta in part.changed {
            if send(EngineMessage.part(SnapshotPart(changed: [delta]))) { continue }
            send(EngineMessage.part(SnapshotPart(changed: [delta.shortened])))
        }
        if let head = part.head { send(EngineMessage.part(SnapshotPart(changed: [], head: head))) }
    }
}
