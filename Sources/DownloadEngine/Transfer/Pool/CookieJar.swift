/// The cookies that a download's servers have set (RFC 6265), as lines of a Netscape cookie file.
///
/// Each transfer has its own cookie engine, which gets the jar's cookies before the request. The
/// response's changes are merged back into the jar. So the lanes of a download share cookies, and
/// two downloads do not. libcurl decides which cookie goes to which host.
struct CookieJar: Equatable, Sendable {
    /// The properties that identify a cookie (RFC 6265 section 5.3).
    private struct Key: Hashable {
        let domain: Substring
        let path: Substring
        let name: Substring

        /// Creates the key of a line; `nil` when it is not a cookie.
        init?(_ line: String) {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard fields.count >= 6 else { return nil }
            (domain, path, name) = (fields[0], fields[2], fields[5])
        }
    }

    /// The cookies.
    private(set) var lines: [String] = []

    /// Creates a jar with these cookies.
    init(lines: [String] = []) {
        self.lines = lines
    }

    /// Merges the changes that one transfer has made.
    ///
    /// Another transfer may have changed the jar meanwhile, so cookies that this one left unchanged
    /// are ignored.
    ///
    /// - Parameters:
    ///   - before: The cookies that the transfer began with.
    ///   - after: The cookies that it has now.
    mutating func merge(from before: [String], to after: [String]) {
        guard before != after else { return }
        let old = Set(before)
        for line in after where !old.contains(line) {
            guard let key = Key(line) else { continue }
            if let index = lines.firstIndex(where: { Key($0) == key }) {
                lines[index] = line
            } else {
                lines.append(line)
            }
        }
        let left = Set(after.compactMap(Key.init))
        let gone = Set(before.compactMap(Key.init)).subtracting(left)
        if !gone.isEmpty { lines.removeAll { Key($0).map(gone.contains) ?? true } }
    }
}
