import DownloadCore
import TerminalUI

/// A line of an input list: a URL, optionally followed by mirrors and a checksum.
struct InputLine: Equatable, Sendable {
    /// The URL.
    var url: String
    /// Mirrors of the file.
    var mirrors: [String] = []
    /// The expected digest.
    var checksum: Checksum?
    /// The line's origin for messages (list name and line number); `nil` for the command line.
    var place: String?

    /// Creates a line with a URL only.
    init(url: String) {
        self.url = url
    }

    /// Parses a line; returns `nil` if it is empty or a comment.
    ///
    /// Spaces or tabs separate the parts: the URL, then any mirrors and at most one `ALGO:HEX`.
    ///
    /// - Throws: `SettingError` that names the invalid part.
    init?(_ line: some StringProtocol) throws(SettingError) {
        // A line of visible ASCII is one part: telling characters apart takes longer than the rest.
        if line.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) {
            guard let first = line.utf8.first, first != UInt8(ascii: "#") else { return nil }
            self.init(url: String(line))
            return
        }
        let parts = line.split { $0 == " " || $0 == "\t" || $0.isNewline }
        guard let url = parts.first, !url.hasPrefix("#") else { return nil }
        guard url != "curl" || parts.count == 1 else {
            throw SettingError(message: SourceURL.curlCommand.cause)
        }
        self.init(url: String(url))
        for part in parts.dropFirst() {
            if part.contains("://") {
                mirrors.append(String(part))
                continue
            }
            guard let checksum = Checksum(String(part)), self.checksum == nil else {
                throw SettingError(
                    message:
                        "“\(Text.visible(String(part)))” after the URL is neither a URL nor a checksum"
                        + " such as sha256:HEX (at most one is allowed)")
            }
            self.checksum = checksum
        }
    }
}
