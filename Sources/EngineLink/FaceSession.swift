import CLinux
import DownloadCore
import Glibc

/// One face that is connected to an engine; used on the server's thread only.
struct FaceSession {
    /// The seconds in which a face must have greeted.
    static let greetingSeconds = 10.0
    /// The seconds from one snapshot to the next, at least.
    static let pace = 0.1
    /// The most requests of a face that wait to be performed; until then no more are read.
    static let mostRequests = 16

    let socket: SocketHandle
    /// When it must have greeted.
    let deadline: Double
    /// Whether it has greeted, and in which version of the language.
    var hello: Hello?
    /// Requests that are not performed yet.
    var requests = 0
    /// Whether it wants snapshots.
    var isWatching = false
    /// Whether a snapshot is newer than what it was sent.
    var isBehind = false
    /// When it may be sent the next snapshot.
    var nextSnapshot = 0.0
    var sender = SnapshotSender()
    /// Whether its end is near: nothing more is read.
    var isEnding = false
    private var reader = FrameReader()
    private var output: [UInt8] = []
    private var written = 0

    init(_ socket: SocketHandle, greeting: Hello, at time: Double) {
        self.socket = socket
        deadline = time + Self.greetingSeconds
        send(greeting)
    }

    /// Whether the face has taken everything that it was sent.
    var hasSentAll: Bool { output.isEmpty }

    /// The events to wait for.
    var events: Int16 {
        var events: Int32 = 0
        if requests < Self.mostRequests, !isEnding { events |= POLLIN }
        if !hasSentAll { events |= POLLOUT }
        return Int16(events)
    }

    /// Sends a message; false when it cannot be framed.
    @discardableResult
    mutating func send(_ message: some Encodable) -> Bool {
        guard let frame = Frame.bytes(of: message) else { return false }
        output += frame
        return true
    }

    /// Writes as much as the face takes; false when it is gone.
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
    /// - Parameter buffer: Room for what is read.
    /// - Returns: The texts of the frames that are complete; `nil` when the face is gone, or speaks
    ///   something else.
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

    /// Sends the next part of what the face does not know.
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
        // One part at a time: the next is made when the face has taken this one.
        guard let part = sender.next() else { return }
        if !send(EngineMessage.part(part)) { sendOneByOne(part) }
    }

    /// Sends a part that is too long for a frame, a download a frame; of one that is too long alone,
    /// only the first source.
    private mutating func sendOneByOne(_ part: SnapshotPart) {
        for delta in part.changed {
            if send(EngineMessage.part(SnapshotPart(changed: [delta]))) { continue }
            send(EngineMessage.part(SnapshotPart(changed: [delta.shortened])))
        }
        if let head = part.head { send(EngineMessage.part(SnapshotPart(changed: [], head: head))) }
    }
}
