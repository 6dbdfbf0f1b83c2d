import Glibc

/// The user that runs this program, for SSH.
enum LocalUser {
    /// The login name where none is given.
    static let name: String? = entry.name
    /// The home directory: an absolute path; `nil` also if it cannot be represented.
    static let home: String? = {
        guard let home = getenv("HOME"), home.pointee == CChar(UInt8(ascii: "/")) else {
            return entry.home
        }
        return String(validatingCString: home)
    }()

    /// The private key to try first: the first of `ssh`'s default files that is readable.
    static var keyFile: String? {
        guard let home else { return nil }
        return ["id_ed25519", "id_ecdsa", "id_rsa"].map { "\(home)/.ssh/\($0)" }
            .first { access($0, R_OK) == 0 }
    }

    private static let entry: (name: String?, home: String?) = {
        var record = passwd()
        var found: UnsafeMutablePointer<passwd>?
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16_384) { buffer in
            guard let start = buffer.baseAddress,
                getpwuid_r(getuid(), &record, start, buffer.count, &found) == 0, found != nil
            else { return (environment("LOGNAME") ?? environment("USER"), nil) }
            return (text(record.pw_name), text(record.pw_dir))
        }
    }()

    private static func text(_ pointer: UnsafeMutablePointer<CChar>?) -> String? {
        pointer.flatMap { String(validatingCString: $0) }
    }

    private static func environment(_ name: String) -> String? {
        text(getenv(name)).flatMap { $0.isEmpty ? nil : $0 }
    }
}
