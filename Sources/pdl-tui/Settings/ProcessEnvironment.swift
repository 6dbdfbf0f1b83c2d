import CLinux
import Glibc

/// The environment variables of this process, whose values are bytes in any encoding.
///
/// A value that decides where files are, or what is sent, is read with `bytes(_:)` or
/// `checkedText(of:_:)`: decoding other bytes than UTF-8 would name another folder.
enum ProcessEnvironment {
    /// Returns the bytes of a variable; `nil` if it is unset.
    static func bytes(_ name: String) -> [UInt8]? {
        getenv(name).map { bytes(at: $0) }
    }

    /// Returns a variable that only describes the terminal, the desktop or the locale.
    ///
    /// - Parameter name: The variable's name.
    /// - Returns: Its value; `nil` if it is unset, or not valid UTF-8 and therefore unknown.
    static func text(_ name: String) -> String? {
        getenv(name).flatMap { String(validatingCString: $0) }
    }

    /// Returns the text of a variable's value.
    ///
    /// - Parameters:
    ///   - name: The variable's name.
    ///   - bytes: Its value; `nil` if it is unset.
    /// - Returns: The text; `nil` if it is unset.
    /// - Throws: `SettingError` that names the variable and does not quote its value, which may be
    ///   a secret, if it is not valid UTF-8.
    static func checkedText(of name: String, _ bytes: [UInt8]?) throws(SettingError) -> String? {
        guard let bytes else { return nil }
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        throw SettingError(message: "\(name) in the environment is not valid UTF-8")
    }

    /// The variables in the form `NAME=VALUE`.
    static var entries: [[UInt8]] {
        var entries: [[UInt8]] = []
        var next = pdl_environment()
        while let entry = next?.pointee {
            entries.append(bytes(at: entry))
            next = next?.advanced(by: 1)
        }
        return entries
    }

    /// Returns the names of variables that begin with `prefix`.
    static func names(prefix: String) -> [String] {
        entries.filter { $0.starts(with: prefix.utf8) }.map { entry in
            String(decoding: entry.prefix { $0 != UInt8(ascii: "=") }, as: UTF8.self)
        }
    }

    private static func bytes(at start: UnsafePointer<CChar>) -> [UInt8] {
        Array(UnsafeRawBufferPointer(start: UnsafeRawPointer(start), count: strlen(start)))
    }
}
