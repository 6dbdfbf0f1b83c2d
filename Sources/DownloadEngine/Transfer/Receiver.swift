import Crypto
import DownloadCore

/// Takes what libcurl brings of one transfer.
class Receiver {
    private var refusedKey: (fingerprint: HostKeyFingerprint, standing: HostKeyStanding)?

    /// Takes a line of a head.
    ///
    /// - Returns: The bytes that were taken; fewer than came end the transfer.
    func receive(line: UnsafeRawBufferPointer) -> Int { 0 }

    /// Takes a piece of the body.
    ///
    /// - Returns: The bytes that were taken; fewer than came end the transfer, but for
    ///   `pdl_write_pause`, which has libcurl bring them again later.
    func receive(body: UnsafeRawBufferPointer) -> Int { 0 }

    /// Notes the server's SSH host key, which is not the known one and is refused.
    final func refuse(key: UnsafeRawBufferPointer, _ standing: HostKeyStanding) {
        refusedKey = (HostKeyFingerprint(digest: SHA256.hash(data: key)), standing)
    }

    /// Why the SSH host key of the server at `url` was refused; `nil` if it was not.
    final func hostKeyError(at url: String) -> DownloadError? {
        let host = (try? SourceURL(url))?.host ?? "the server"
        return refusedKey.map { $0.fingerprint.refusal($0.standing, host: host) }
    }
}
