import DownloadCore

extension Model {
    /// Asks whether to trust the certificate of the selected download's server, or no longer.
    mutating func askToTrust() {
        guard let question = selected.flatMap({ trustQuestion($0) }) else { return }
        overlay = .question(question)
    }

    /// Returns the question about a server's certificate; `nil` when there is none to decide on.
    func trustQuestion(_ download: DownloadSnapshot) -> Question? {
        if let certificate = download.certificate {
            let change = certificate.isChanged ? "The key has CHANGED. " : ""
            let key = certificate.fingerprint
            return Question(
                subject: .trust(download.id, key: certificate.key),
                text: "\(change)Trust \(certificate.server) with \(key)?",
                shortText: "\(change)Trust \(certificate.server)?",
                choices: [
                    .init(
                        key: "y", title: "trust",
                        outcome: .trust(download.id, key: certificate.key)),
                    .init(key: "n", title: "no", outcome: .nothing),
                ])
        }
        guard download.server?.trustedKey != nil else { return nil }
        return Question(
            subject: .withdrawTrust(download.id),
            text: "Stop trusting the key of \(download.server?.host ?? "this server")?",
            choices: [
                .init(key: "y", title: "verify it again", outcome: .withdrawTrust(download.id)),
                .init(key: "n", title: "no", outcome: .nothing),
            ])
    }
}
