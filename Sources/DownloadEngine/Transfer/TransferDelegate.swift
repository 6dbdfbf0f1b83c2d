import Crypto
import DownloadCore

/// Receives what libcurl delivers for one transfer.
class TransferDelegate {
    private var refusedKey: (fingerprint: HostKeyFingerprint, standing: HostKeyStanding)?

    /// Receives a line of a head.
    ///
    /// - Returns: The number of bytes taken; fewer than delivered end the transfer.
    func receive(line: UnsafeRawBufferPointer) -> Int { 0 }

    /// Receives a piece of the body.
    ///
    /// - Returns: The number of bytes taken. Fewer than delivered end the transfer, except for
    ///   `pdl_write_pause`, which makes libcurl deliver them again later.
    func receive(body: UnsafeRawBufferPointer) -> Int { 0 }

    /// Records the server's SSH host key, which is refused because it is not the known one.
    final func refuse(key: UnsafeRawBufferPointer, _ standing: HostKeyStanding) {
        refusedKey = (HostKeyFingerprint(digest: SHA256.hash(data: key)), standing)
    }

    /// Returns why the SSH host key of the server at `url` was refused; `nil` if it was not.
    final func hostKeyError(at url: String) -> DownloadError? {
        let host = (try? SourceURL(url))?.host ?? "the server"
        return refusedKey.map { $0.fingerprint.refusal($0.standing, host: host) }
    }
}
