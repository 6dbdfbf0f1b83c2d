/// Mirrors that come and go: the user edits them, and servers name some (RFC 6249).
extension SourcePool {
    /// The maximum number of sources that servers may add to a download.
    private static let mostOffered = 8

    /// Compares the mirrors of the user with a new list of them.
    ///
    /// - Returns: The indices of the sources that are not listed, and the URLs that are new.
    package func changes(to urls: [String]) -> (gone: [Int], added: [String]) {
        let gone = indices.filter {
            $0 > 0 && !self[$0].isOffered && !urls.contains(self[$0].url)
        }
        let added = urls.filter { url in !contains { $0.url == url && !$0.isOffered } }
        return (gone, added)
    }

    /// Adds the mirrors that a server names, as sources whose bytes are compared like any other's.
    ///
    /// A file fetched over TLS is not fetched in the clear because its server says so.
    ///
    /// - Parameters:
    ///   - mirrors: Their URLs.
    ///   - origins: The URLs of the server that names them and of the request.
    package mutating func adopt(_ mirrors: [String], namedBy origins: [String]) {
        let isSecure = origins.contains { (try? SourceURL($0))?.scheme.usesTLS == true }
        for text in mirrors where count(where: \.isOffered) < Self.mostOffered {
            guard let url = try? SourceURL(text), url.user == nil, url.isHTTP,
                url.scheme.usesTLS || !isSecure,
                !contains(where: { (try? SourceURL($0.url)) == url })
            else { continue }
            append([SourceWork(url.text, isOffered: true)])
        }
    }

    /// Whether a server-named mirror wrote some of the bytes, or may have in an earlier run.
    func hasOfferedBytes(isFromDisk: Bool) -> Bool {
        !distrustsOffered && contains { $0.isOffered && (isFromDisk || !$0.written.isEmpty) }
    }

    /// Drops the mirrors that servers named: bytes of one made the file wrong.
    ///
    /// - Returns: The bytes that they wrote in this run.
    package mutating func dropOffered(_ error: DownloadError) -> ByteRangeSet {
        distrustsOffered = true
        var wrong = ByteRangeSet()
        for index in indices where self[index].isOffered {
            for range in self[index].written.ranges { wrong.insert(range) }
            drop(index, error)
        }
        return wrong
    }

    /// Whether the identity's validators are those of a server-named mirror.
    var isIdentityOffered: Bool {
        guard case .known(let source) = identitySource, indices.contains(source) else {
            return false
        }
        return self[source].isOffered
    }
}
