import DownloadCore
import Testing

@testable import DownloadEngine

/// What every transfer records, for lanes and for responses kept in memory.
struct TransferDelegateTests {
    @Test func `a refused host key is reported with its fingerprint and the remedy`() throws {
        let receiver = TransferDelegate()
        #expect(receiver.hostKeyError(at: "sftp://host/f") == nil)
        Array("abc".utf8).withUnsafeBytes { receiver.refuse(key: $0, .unknown) }
        let error = try #require(receiver.hostKeyError(at: "sftp://host/f"))
        #expect(error.kind == .security)
        let fingerprint = "SHA256:ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0"
        for part in ["unknown host key of host", fingerprint, "--host-key", "known_hosts"] {
            #expect(error.cause.contains(part), "\(error.cause)")
        }
    }
}
