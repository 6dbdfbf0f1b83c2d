import DownloadCore
import DownloadEngine
import Glibc
import TerminalUI

/// Reads passwords and tokens from files, which keeps them out of `ps`.
extension EffectiveSettings {
    /// The maximum size of a secret file in bytes.
    private static let longestSecret = 64 << 10

    /// Sets `user` and `bearer` from the files that `user-file` and `bearer-file` name.
    ///
    /// A value set directly at an origin of higher precedence is kept.
    ///
    /// - Parameters:
    ///   - home: The home directory.
    ///   - base: The base directory of relative paths.
    ///   - canReadInput: Whether standard input is available.
    /// - Throws: `SettingError` that names the setting and the fault, but not the contents.
    mutating func readSecretFiles(
        home: String?, base: String, canReadInput: Bool
    ) throws(SettingError) {
        let secrets: [(String, String?, WritableKeyPath<Settings, String?>, (String) -> String?)] =
            [
                (
                    "user", settings.userFile, \.transport.credentials,
                    TransportRule.problem(inCredentials:)
                ),
                (
                    "bearer", settings.bearerFile, \.transport.bearer,
                    TransportRule.problem(inToken:)
                ),
            ]
        for (name, path, value, rule) in secrets {
            guard let path else { continue }
            let (own, other) = (origin(of: "request.\(name)-file"), origin(of: "request.\(name)"))
            if settings[keyPath: value] != nil, other.rank >= own.rank {
                guard other.rank == own.rank else { continue }
                throw SettingError(message: "\(name) and \(name)-file cannot be combined")
            }
            let named = "\(self.name(of: "request.\(name)-file")): \(Text.visible(path))"
            let bytes: [UInt8]
            let isInput = path == "-" && own == .commandLine("--\(name)-file")
            guard !isInput || canReadInput else {
                throw SettingError(
                    message: "--\(name)-file -: standard input is in use; name a file")
            }
            do throws(SystemError) {
                let file = absolutePath(path, home: home, base: base)
                bytes =
                    isInput
                    ? try Self.standardInputLine()
                    : try fileBytes(file, limit: Self.longestSecret)
            } catch {
                throw SettingError(message: "\(named): \(error)")
            }
            let secret = try Self.secret(bytes, of: named, rule)
            settings[keyPath: value] = secret
            note("request.\(name)", own)
        }
    }

    private static func secret(
        _ bytes: [UInt8], of name: String, _ rule: (String) -> String?
    ) throws(SettingError) -> String {
        let line = bytes.prefix { $0 != 0x0A }
        let rest = bytes[line.endIndex...]
        guard rest.allSatisfy({ [0x0A, 0x0D, 0x20, 0x09].contains($0) }) else {
            throw SettingError(message: "\(name): the file has more than one line")
        }
        guard
            let text = String(validating: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self)
        else { throw SettingError(message: "\(name): the file is not valid UTF-8") }
        if text.unicodeScalars.first == "\u{FEFF}" {
            throw SettingError(message: "\(name): the file begins with a byte order mark")
        }
        if let problem = rule(text) { throw SettingError(message: "\(name): \(problem)") }
        return text
    }

    private static func standardInputLine() throws(SystemError) -> [UInt8] {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while line.count <= longestSecret {
            let count = read(STDIN_FILENO, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw SystemError(errno) }
            if count == 0 || byte == 0x0A { return line }
            line.append(byte)
        }
        throw SystemError(EFBIG)
    }
}
