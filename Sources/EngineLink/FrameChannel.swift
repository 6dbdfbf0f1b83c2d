import CLinux
import DownloadCore
import Glibc

/// A blocking message channel between two processes over a socket pair.
package final class FrameChannel {
    /// The socket of this end.
    package let socket: SocketHandle
    private var reader = FrameReader()

    /// Creates a channel over a socket.
    package init(_ socket: SocketHandle) {
        self.socket = socket
    }

    /// Creates two connected channels.
    ///
    /// - Throws: `LinkError` when no descriptors are left.
    package static func pair() throws(LinkError) -> (FrameChannel, FrameChannel) {
        var numbers: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &numbers) == 0 else {
            throw .system("cannot make a socket")
        }
        return (FrameChannel(SocketHandle(numbers[0])), FrameChannel(SocketHandle(numbers[1])))
    }

    /// Sends a message; returns false when the other end is gone.
    @discardableResult
    package func send(_ message: some Encodable) -> Bool {
        guard let frame = Frame.bytes(of: message) else { return false }
        return socket.writeAll(frame)
    }

    /// Waits for the next message.
    ///
    /// - Parameters:
    ///   - type: The message's type.
    ///   - seconds: The timeout.
    /// - Returns: `nil` after the timeout or for any other message.
    package func receive<Message: Decodable>(
        _ type: Message.Type = Message.self, within seconds: Int
    ) -> Message? {
        var limit = timeval(tv_sec: seconds, tv_usec: 0)
        setsockopt(
            socket.number, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        return socket.readFrame(&reader).flatMap { try? Message.message($0) }
    }
}

extension SocketHandle {
    /// Writes all bytes to a blocking socket; returns false when the other end is gone.
    func writeAll(_ bytes: [UInt8]) -> Bool {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(
                    number, $0.baseAddress?.advanced(by: written), bytes.count - written,
                    Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno != EINTR { return false }
            written += max(0, count)
        }
        return true
    }

    /// Reads the text of the next frame from a blocking socket; returns `nil` at its end.
    func readFrame(_ reader: inout FrameReader) -> [UInt8]? {
        var buffer: [UInt8] = Array(repeating: 0, count: 1 << 16)
        while true {
            do throws(FrameReader.TooLong) {
                if let text = try reader.next() { return text }
            } catch {
                return nil
            }
            let count = buffer.withUnsafeMutableBytes {
                recv(number, $0.baseAddress, $0.count, 0)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return nil }
            reader.append(buffer[..<count])
        }
    }
}
