import Crypto
import DownloadCore
import Glibc

/// The digest of a body, computed by reading it back a piece at a time.
///
/// The disk's thread does a piece, then whatever else waits for it, then the next piece. To give it
/// up, let go of it.
package struct BodyDigest: Sendable {
    /// How many bytes are in it so far.
    package private(set) var position: Int64 = 0
    private var state: State

    private enum State: Sendable {
        case sha256(SHA256)
        case sha512(SHA512)
        case sha1(Insecure.SHA1)
        case md5(Insecure.MD5)
    }

    /// The bytes that are read at a time.
    package static let pieceSize = 1 << 20

    /// Begins the digest of no bytes.
    package init(_ algorithm: Checksum.Algorithm) {
        state =
            switch algorithm {
            case .sha256: .sha256(SHA256())
            case .sha512: .sha512(SHA512())
            case .sha1: .sha1(Insecure.SHA1())
            case .md5: .md5(Insecure.MD5())
            }
    }

    /// Takes the next bytes in.
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

    /// The digest of the bytes so far in lower-case hexadecimal digits.
    package var hex: String {
        switch state {
        case .sha256(let hash): hexadecimal(hash.finalize())
        case .sha512(let hash): hexadecimal(hash.finalize())
        case .sha1(let hash): hexadecimal(hash.finalize())
        case .md5(let hash): hexadecimal(hash.finalize())
        }
    }

    /// The digest of bytes in memory, in lower-case hexadecimal digits.
    package static func hex(of bytes: RawSpan, _ algorithm: Checksum.Algorithm) -> String {
        var digest = BodyDigest(algorithm)
        digest.update(bytes)
        return digest.hex
    }
}

extension PartFile {
    /// Reads the next piece of the body, before or after `finish`, into a digest.
    ///
    /// - Parameters:
    ///   - digest: what to add it to.
    ///   - buffer: memory for a piece, which the caller keeps; any length above 0.
    /// - Returns: whether the whole body is in it.
    /// - Throws: `disk`; also when the file ends before its length.
    package func addNextPiece(
        to digest: inout BodyDigest, buffer: inout [UInt8]
    ) throws(DownloadError) -> Bool {
        guard let length = identity.length else {
            throw DownloadError(.defect, "the length of \(partName) is not known")
        }
        guard digest.position < length else { return true }
        let wanted = Int(min(Int64(buffer.count), length - digest.position))
        guard try read(into: &buffer, at: digest.position) >= wanted else {
            throw DownloadError(.disk, "\(finishedName ?? partName) is shorter than it was")
        }
        digest.update(buffer.span.bytes.extracting(first: wanted))
        return digest.position >= length
    }

    /// The digest of the whole body in lower-case hexadecimal digits; blocks until it is read.
    ///
    /// - Parameters:
    ///   - algorithm: how it is computed.
    ///   - progress: called after each piece with the bytes so far; `false` gives it up.
    /// - Returns: the digits; `nil` when it was given up.
    /// - Throws: `disk`.
    package func digest(
        _ algorithm: Checksum.Algorithm, progress: (Int64) -> Bool = { _ in true }
    ) throws(DownloadError) -> String? {
        var digest = BodyDigest(algorithm)
        var buffer: [UInt8] = Array(repeating: 0, count: BodyDigest.pieceSize)
        while try !addNextPiece(to: &digest, buffer: &buffer) {
            guard progress(digest.position) else { return nil }
        }
        return digest.hex
    }
}
