import DownloadEngine
import Glibc
import TerminalUI

/// The secret of the RPC in the state folder, readable by this user only.
struct RemoteSecret {
    /// The minimum length of a secret at an address that other machines can reach.
    static let shortest = 16
    private static let longest = 4096

    /// Its file.
    let path: String

    /// Returns the secret; `nil` if there is none yet.
    ///
    /// - Throws: `SettingError` for a file that is empty, unreadable or open to other users.
    func read() throws(SettingError) -> String? {
        var facts = stat()
        guard lstat(path, &facts) == 0 else {
            if errno == ENOENT { return nil }
            throw error("cannot be read: \(SystemError(errno))")
        }
        guard facts.st_mode & S_IFMT == S_IFREG, facts.st_uid == geteuid() else {
            throw error("is not a file of yours; remove it, and another is made")
        }
        guard facts.st_mode & 0o077 == 0 else {
            throw error("is open to other users; remove it, and another is made")
        }
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try fileBytes(path, limit: Self.longest)
        } catch {
            throw self.error("cannot be read: \(error)")
        }
        let line = bytes.prefix { $0 != 0x0A }
        guard line.count >= Self.shortest, let text = String(validating: line, as: UTF8.self) else {
            throw error("holds no secret of at least 16 characters; remove it, and another is made")
        }
        return text
    }

    /// Returns the secret, and makes it at the first use: 32 random bytes as hexadecimal digits.
    ///
    /// - Throws: `SettingError` when that is not possible.
    func readOrMake() throws(SettingError) -> String {
        if let secret = try read() { return secret }
        var generator = SystemRandomNumberGenerator()
        let secret = (0..<32).map { _ in
            let byte: UInt8 = generator.next()
            return String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }.joined()
        // A complete file appears under its name, or that of another process is there.
        let draft = path + ".\(getpid())"
        let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw error("cannot be made: \(SystemError(errno))") }
        let text = Array((secret + "\n").utf8)
        let isWritten = write(file, text, text.count) == text.count && fsync(file) == 0
        let code = errno
        close(file)
        defer { unlink(draft) }
        guard isWritten else { throw error("cannot be written: \(SystemError(code))") }
        guard link(draft, path) == 0 || errno == EEXIST else {
            throw error("cannot be made: \(SystemError(errno))")
        }
        return try read() ?? secret
    }

    private func error(_ problem: String) -> SettingError {
        SettingError(message: "the secret of the RPC, \(Text.visible(path)), \(problem)")
    }
}
