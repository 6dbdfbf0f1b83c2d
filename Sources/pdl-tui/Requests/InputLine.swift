import DownloadCore
import TerminalUI

/// One line of a list of URLs: a URL, and beside it mirrors of the same bytes and a checksum.
struct InputLine: Equatable, Sendable {
    /// The URL.
    var url: String
    /// More URLs of the same bytes.
    var mirrors: [String] = []
    /// The digest the file must have.
    var checksum: Checksum?

    /// A line with a URL alone.
    init(url: String) {
        self.url = url
    }

    /// Reads a line; `nil` when it is empty or a comment.
    ///
    /// The parts stand apart by spaces or tabs: the URL first, then in any order URLs (mirrors)
    /// and at most one `ALGO:HEX`.
    ///
    /// - Throws: `SettingError` that says which part is not understood.
    init?(_ line: some StringProtocol) throws(SettingError) {
        let parts = line.split { $0 == " " || $0 == "\t" || $0.isNewline }
        guard let url = parts.first, !url.hasPrefix("#") else { return nil }
        self.init(url: String(url))
        for part in parts.dropFirst() {
            if part.contains("://") {
                mirrors.append(String(part))
            } else if let checksum = Checksum(String(part)), self.checksum == nil {
                self.checksum = checksum
            } else {
                throw SettingError(
                    message: "\(Text.visible(String(part))) beside the URL is neither a mirror's"
                        + " URL nor a checksum such as sha256:HEX")
            }
        }
    }
}
