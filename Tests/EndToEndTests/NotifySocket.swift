import Foundation
import Harness

/// A service manager's socket for the states of its services (`sd_notify(3)`).
final class NotifySocket: Sendable {
    /// The value of `NOTIFY_SOCKET`: an abstract name.
    let name: String
    private let number: Int32

    init() throws {
        name = "@pdl-tui-\(UUID().uuidString)"
        number = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = [0] + Array(name.utf8.dropFirst())
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(number, $0, length) }
        }
        guard result == 0 else { throw NotInTime("no socket: \(errno)") }
    }

    deinit { close(number) }

    /// Waits for the next message.
    func next() async throws -> String {
        var buffer = [UInt8](repeating: 0, count: 4096)
        var count = -1
        try await wait(for: "a state") {
            count = recv(number, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            return count >= 0
        }
        return String(decoding: buffer[..<count], as: UTF8.self)
    }
}
