import DownloadCore

/// The keys of servers that the user trusts although their certificates cannot be verified.
///
/// Used on the loop's thread only.
final class ServerTrust {
    private let transfers: TransferPool
    private let tasks: TaskTable
    private let events: TaskEvents

    init(transfers: TransferPool, tasks: TaskTable, events: TaskEvents) {
        self.transfers = transfers
        self.tasks = tasks
        self.events = events
    }

    /// Adopts a key that the ledger holds.
    func remember(_ trusted: TrustedKey) { set(trusted.key, ofHost: trusted.host) }

    /// Reads the certificate that a server of a download presents, to show it to the user.
    func readCertificate(at url: String, for task: DownloadTask) {
        task.certificate = nil
        transfers.readCertificate(at: url, transport: task.ask { $0.request.transport }) {
            [transfers, events] certificate in
            guard var certificate else { return }
            let host = transfers.hosts.id(ofKey: certificate.host)
            certificate.isChanged = transfers.hosts[host].trustedKey != nil
            task.certificate = certificate
            events.add(.shown, of: task)
        }
    }

    /// Trusts the key that a download's server has presented, and retries what had failed for it.
    ///
    /// - Parameters:
    ///   - key: The key that the user has seen; another one is not trusted.
    ///   - task: The download.
    ///   - date: Now, in seconds since 1970.
    func trust(_ key: String, for task: DownloadTask, date: Double) {
        guard let certificate = task.certificate, certificate.key == key else { return }
        decide(key, of: certificate.host, for: task, date: date)
        events.add(.told(.noted("trusting the key \(key) of \(certificate.host)")), of: task)
        for other in tasks.awakeInOrder where other.certificate?.host == certificate.host {
            other.certificate = nil
            events.add(.raised(.retry), of: other)
        }
    }

    /// Verifies the certificates of a download's server again, from the next connection on.
    func withdraw(from task: DownloadTask, date: Double) {
        guard let host = task.lastHost, transfers.hosts[host].trustedKey != nil else { return }
        let name = transfers.hosts[host].key
        decide(nil, of: name, for: task, date: date)
        events.add(.told(.noted("no longer trusting the key of \(name)")), of: task)
    }

    private func decide(
        _ key: String?, of host: String, for task: DownloadTask, date: Double
    ) {
        set(key, ofHost: host)
        events.add(.decided(TrustedKey(host: host, key: key, date: date)), of: task)
        let id = transfers.hosts.id(ofKey: host)
        for task in tasks.awakeInOrder where task.lastHost == id { events.add(.shown, of: task) }
    }

    private func set(_ key: String?, ofHost host: String) {
        transfers.hosts[transfers.hosts.id(ofKey: host)].trustedKey = key
    }
}
