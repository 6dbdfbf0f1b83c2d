import CLibcurl
import DownloadCore

/// Handles servers that ask for user names and passwords.
extension TransferPool {
    /// Records what a response says about authentication.
    ///
    /// - Returns: Whether the lane must be reopened with credentials: the server may withhold the
    ///   file from clients that do not send them unasked.
    func mustBringPassword(_ lane: Lane, _ head: ResponseHead) -> Bool {
        let offers = lane.handle.number(CURLINFO_HTTPAUTH_AVAIL)
        let digest = offers & pdl_auth_digest != 0
        if 200..<400 ~= head.status {
            guard offers != 0 else { return false }
            hosts[lane.host].login
                .accepted(offeringBasic: offers & pdl_auth_basic != 0, digest: digest)
            return false
        }
        return lane.owner.holds(lane) && mayHavePassword(lane)
            && hosts[lane.host].login
                .refused(head.status, wasChallenged: offers != 0, digest: digest)
    }

    /// Returns whether libcurl may have credentials for a lane's server; only libcurl reads
    /// `~/.netrc`.
    private func mayHavePassword(_ lane: Lane) -> Bool {
        let transport = lane.setup.transport
        if lane.order.mayUseCredentials, transport.bearer != nil { return false }
        return transport.usesNetrc || lane.order.mayUseCredentials && transport.credentials != nil
            || (try? SourceURL(lane.order.url))?.user != nil
    }
}
