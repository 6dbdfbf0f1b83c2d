import CLibcurl
import DownloadCore

/// User names and passwords, and the servers that ask for them.
extension Engine {
    /// Notes what the answer says about the server's wishes, and asks once more with the password if
    /// the server may keep the file from those who do not send one unasked.
    ///
    /// - Returns: Whether the lane has been replaced by another one with the same number.
    func asksAgainWithPassword(_ lane: Lane, _ head: ResponseHead) -> Bool {
        guard let entry = entries[lane.download], mayHavePassword(lane, of: entry) else {
            return false
        }
        let offers = lane.handle.number(CURLINFO_HTTPAUTH_AVAIL)
        let digest = offers & pdl_auth_digest != 0
        if 200..<400 ~= head.status {
            hosts[lane.host].login.accepted(
                offeringBasic: offers & pdl_auth_basic != 0, digest: digest)
            return false
        }
        guard entry.lanes[lane.id] === lane,
            hosts[lane.host].login.refused(head.status, wasChallenged: offers != 0, digest: digest)
        else { return false }
        entry.lanes[lane.id] = nil
        retire(lane)
        open(lane.id, lane.order, for: entry)
        return true
    }

    /// Whether libcurl may have a user name and password for a lane's server; only libcurl reads
    /// `~/.netrc`.
    private func mayHavePassword(_ lane: Lane, of entry: Entry) -> Bool {
        let transport = entry.download.request.transport
        if lane.order.isAtHome, transport.bearer != nil { return false }
        return transport.usesNetrc || lane.order.isAtHome && transport.credentials != nil
            || (try? SourceURL(lane.order.url))?.user != nil
    }
}
