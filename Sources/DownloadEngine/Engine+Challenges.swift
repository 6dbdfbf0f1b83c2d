import DownloadCore

/// Logins that a server wants otherwise than they were sent.
extension Engine {
    /// Asks once more when a server refuses a name and password of the URL or of `~/.netrc` because it
    /// wants a digest of them (RFC 7616).
    ///
    /// Those are sent with the first request, since some servers do not ask for them; only the answer
    /// tells that a digest is wanted. From then on the host is asked first.
    ///
    /// - Returns: Whether the lane has been replaced by another one with the same number.
    func answersChallenge(_ lane: Lane, _ head: ResponseHead) -> Bool {
        guard head.status == 401, !lane.host.wantsChallenge,
            let entry = entries[lane.download], entry.lanes[lane.id] === lane,
            head.values("www-authenticate").contains(where: { $0.namesDigest })
        else { return false }
        let transport = entry.download.request.transport
        let hasOwn = transport.usesNetrc || (try? SourceURL(lane.order.url))?.user != nil
        guard hasOwn, transport.credentials == nil, transport.bearer == nil else { return false }
        lane.host.wantsChallenge = true
        entry.lanes[lane.id] = nil
        retire(lane)
        open(lane.id, lane.order, for: entry)
        return true
    }
}

extension [UInt8] {
    /// Whether a challenge, or one in a list of them, has the scheme `Digest`.
    fileprivate var namesDigest: Bool {
        split { $0 == UInt8(ascii: ",") || $0.isBlank }.contains { word in
            String(decoding: word, as: UTF8.self).asciiLowercased == "digest"
        }
    }
}
