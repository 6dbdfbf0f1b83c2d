import EngineLink
import Glibc

/// The protocols of systemd and compatible service managers.
///
/// Both protocols are a few lines (`sd_notify(3)`, `sd_listen_fds(3)`) and need no library.
enum ServiceManager {
    /// Takes the listening socket that was passed to this process; returns `nil` without one.
    ///
    /// The variables are removed: child processes have no such socket.
    static func takeSocket() -> SocketHandle? {
        defer { for name in ["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"] { unsetenv(name) } }
        guard let process = ProcessEnvironment.text("LISTEN_PID"), process == String(getpid()),
            let count = ProcessEnvironment.text("LISTEN_FDS").flatMap({ Int($0) }), count >= 1
        else { return nil }
        // SD_LISTEN_FDS_START
        let number: Int32 = 3
        guard isListening(number) else { return nil }
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
        return SocketHandle(number)
    }

    private static func isListening(_ number: Int32) -> Bool {
        var (value, length) = (Int32(0), socklen_t(MemoryLayout<Int32>.size))
        guard getsockopt(number, SOL_SOCKET, SO_ACCEPTCONN, &value, &length) == 0 else {
            return false
        }
        return value == 1
    }

    /// Reports a state such as `READY=1` to the service manager, if there is one.
    static func notify(_ state: String) {
        guard var name = ProcessEnvironment.bytes("NOTIFY_SOCKET"), let first = name.first,
            "/@".utf8.contains(first)
        else { return }
        let number = socket(
            AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard number >= 0 else { return }
        defer { close(number) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        guard name.count < MemoryLayout.size(ofValue: address.sun_path) else { return }
        // An abstract name begins with a zero byte in place of its "@".
        if name[0] == UInt8(ascii: "@") { name[0] = 0 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + name.count)
        var text = state
        text.withUTF8 { bytes in
            withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    _ = sendto(
                        number, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL), $0, length)
                }
            }
        }
    }
}
