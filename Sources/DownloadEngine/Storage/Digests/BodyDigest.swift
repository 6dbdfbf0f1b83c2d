import Crypto
import DownloadCore
import Glibc

/// An incremental digest.
package struct BodyDigest: Sendable {
    /// The number of bytes digested so far.
    package private(set) var position: Int64 = 0
    private var state: State

    private enum State: Sendable {
        case sha256(SHA256)
        case sha512(SHA512)
        case sha1(Insecure.SHA1)
        case md5(Insecure.MD5)
    }

    /// Creates the digest of no bytes.
    package init(_ algorithm: Checksum.Algorithm) {
        state =
            switch algorithm {
            case .sha256: .sha256(SHA256())
            case .sha512: .sha512(SHA512())
            case .sha1: .sha1(Insecure.SHA1())
            case .md5: .md5(Insecure.MD5())
            }
    }

    /// Adds the next bytes.
    package mutating func update(_ bytes: RawSpan) {
        position += Int64(bytes.byteCount)
        bytes.withUnsafeBytes { bytes in
            switch state {
            case .sha256(var hash):
                hash.update(bufferPointer: bytes)
                state = .sha256(hash)
            case .sha512(var hash):
                hash.update(bufferPointer: bytes)
                state = .sha512(hash)
            case .sha1(var hash):
                hash.update(bufferPointer: bytes)
                state = .sha1(hash)
            case .md5(var hash):
                hash.update(bufferPointer: bytes)
                state = .md5(hash)
            }
        }
    }

    /// The digest of the bytes so far, in lower-case hexadecimal.
    package var hex: String {
        switch state {
        case .sha256(let hash): hexadecimal(hash.finalize())
        case .sha512(let hash): hexadecimal(hash.finalize())
        case .sha1(let hash): hexadecimal(hash.finalize())
        case .md5(let hash): hexadecimal(hash.finalize())
        }
    }

    /// Returns the digest of bytes in memory, in lower-case hexadecimal.
    package static func hex(of bytes: RawSpan, _ algorithm: Checksum.Algorithm) -> String {
        var digest = BodyDigest(algorithm)
        digest.update(bytes)
        return digest.hex
    }
}
