import CLinux
import Glibc

/// The address of a user's engine: a socket and a lock in a folder that only the user can access.
package struct Endpoint: Hashable, Sendable {
    /// The folder: an absolute path.
    package let folder: String

    /// Creates the endpoint in a folder.
    package init(folder: String) {
        self.folder = folder
    }

    /// Returns the default endpoint.
    ///
    /// - Parameters:
    ///   - runtime: `XDG_RUNTIME_DIR`, when it is an absolute path. The folder of another user,
    ///     which `su` passes on, is not used.
    ///   - state: The program's state folder, for systems without the former.
    /// - Returns: `nil` when there is neither.
    package static func usual(runtime: String?, state: String?) -> Endpoint? {
        if let runtime {
            var facts = stat()
            if stat(runtime, &facts) != 0 || facts.st_uid == geteuid() {
                return Endpoint(folder: runtime + "/pdl-tui")
            }
        }
        return state.map { Endpoint(folder: $0) }
    }

    /// The path of the socket.
    package var socket: String { folder + "/engine.sock" }
    /// The path of the lock, which the engine's process holds.
    package var lock: String { folder + "/engine.lock" }

    /// The process that the lock names; `nil` when it does not run.
    var engineProcess: pid_t? {
        let number = open(lock, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard number >= 0 else { return nil }
        defer { close(number) }
        var bytes: [UInt8] = Array(repeating: 0, count: 16)
        let count = read(number, &bytes, bytes.count)
        let text = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        guard let process = pid_t(text.prefix { $0 != "\n" }), process > 1, kill(process, 0) == 0
        else { return nil }
        return process
    }

    /// Creates the folder, for this user only, or checks the existing one.
    ///
    /// - Throws: `LinkError` when it cannot be created, or belongs to others.
    func prepareFolder() throws(LinkError) {
        if mkdir(folder, 0o700) != 0, errno == ENOENT { makeParents() }
        if mkdir(folder, 0o700) != 0, errno != EEXIST {
            throw .system("cannot create the folder \(folder)")
        }
        try checkFolder()
    }

    /// Refuses a folder in which others could place a socket of their own.
    func checkFolder() throws(LinkError) {
        var facts = stat()
        guard lstat(folder, &facts) == 0 else { throw .system("cannot use \(folder)") }
        guard facts.st_mode & S_IFMT == S_IFDIR else {
            throw .failed("\(folder) is not a folder")
        }
        guard facts.st_uid == geteuid() else {
            throw .failed("\(folder) belongs to another user")
        }
        if facts.st_mode & 0o077 != 0, chmod(folder, 0o700) != 0 {
            throw .failed("\(folder) is open to other users, and its permissions cannot be changed")
        }
    }

    private func makeParents() {
        var path = ""
        for name in folder.split(separator: "/").dropLast() {
            path += "/" + name
            mkdir(path, 0o700)
        }
    }

    /// Calls `body` with the socket's address.
    ///
    /// A path that is too long for an address (108 bytes) is reached through its folder's
    /// descriptor.
    func withAddress<Result>(
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) throws(LinkError) -> Result {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let room = MemoryLayout.size(ofValue: address.sun_path)
        var path = socket
        var handle: SocketHandle?
        if path.utf8.count >= room {
            let number = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            guard number >= 0 else { throw .system("cannot open \(folder)") }
            handle = SocketHandle(number)
            path = "/proc/self/fd/\(number)/engine.sock"
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        return withExtendedLifetime(handle) {
            withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
        }
    }
}

/// An owned descriptor, closed with its last reference.
package final class SocketHandle: Sendable {
    /// The descriptor's number.
    package let number: Int32

    /// Takes ownership of an open descriptor.
    package init(_ number: Int32) {
        self.number = number
    }

    deinit {
        close(number)
    }
}

/// Creates a local stream socket that is closed on `exec`.
func newSocket(blocking: Bool) throws(LinkError) -> SocketHandle {
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    let number = socket(AF_UNIX, kind | (blocking ? 0 : Int32(SOCK_NONBLOCK.rawValue)), 0)
    guard number >= 0 else { throw .system("cannot make a socket") }
    return SocketHandle(number)
}

/// Whether the process at the other end of a socket runs as this user.
func isOwnPeer(_ socket: Int32) -> Bool {
    pdl_peer_user(socket) == Int64(geteuid())
}
