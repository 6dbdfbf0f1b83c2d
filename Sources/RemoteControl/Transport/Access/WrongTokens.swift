import DownloadCore

/// Limits the wrong tokens of each peer to one a second.
///
/// The reply to a wrong token waits for its turn; correct ones never wait. When a peer has too many
/// wrong ones waiting, whether or not it still waits for the replies, its requests are refused
/// before the token is compared.
struct WrongTokens: Sendable {
    /// The seconds between two replies.
    static let interval = 1.0
    /// The seconds of waiting replies after which a peer is refused.
    static let most = 16.0
    /// The maximum number of peers; further ones share a turn.
    private static let mostPeers = 1024

    /// When the last waiting reply of each peer is due.
    private var due: [String: Instant] = [:]

    /// Returns whether a token of this peer may be compared now.
    func admits(_ peer: String, at time: Instant) -> Bool {
        (due[key(peer)] ?? time) - time <= Self.most
    }

    /// Records a wrong token and returns the seconds that its reply must wait.
    mutating func wait(_ peer: String, at time: Instant) -> Double {
        if due.count >= Self.mostPeers { due = due.filter { $0.value > time } }
        let key = key(peer)
        let turn = max(due[key] ?? time, time) + Self.interval
        due[key] = turn
        return turn - time
    }

    private func key(_ peer: String) -> String {
        due.count < Self.mostPeers || due[peer] != nil ? peer : ""
    }
}
