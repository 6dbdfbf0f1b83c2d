import DownloadCore
import TerminalUI

/// One line of a list of URLs: a URL, and beside it mirrors and the checksum of its file.
struct InputLine: Equatable, Sendable {
    /// The URL.
    var url: String
    /// More URLs of the same file.
    var mirrors: [String] = []
    /// The digest the file must have.
    var checksum: Checksum?
    /// Where it stands, for messages: the list's name and the line's number; `nil` for a URL of the
    /// command line.
    var place: String?

    /// A line with a URL alone.
    init(url: String) {
        self.url = url
    }

    /// Reads a line; `nil` when it is empty or a comment.
    ///
    /// The parts stand apart by spaces or tabs: the URL first, then more
    /// URLs of the same file and at most one `ALGO:HEX`.
    ///
    /// - Throws: `SettingError` that says which part is not understood.
    init?(_ line: some StringProtocol) throws(SettingError) {
        let parts = line.split { $0 == " " || $0 == "\t" || $0.isNewline }
        guard let url = parts.first, !url.hasPrefix("#") else { return nil }
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
