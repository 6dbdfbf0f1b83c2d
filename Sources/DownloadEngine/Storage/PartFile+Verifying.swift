import Crypto
import DownloadCore
import Foundation

extension PartFile {
    /// Reads the whole body back and compares its digest.
    ///
    /// - Throws: `checksum` when it is another, `disk` when the file cannot be read.
    package func verify(_ checksum: Checksum) throws(DownloadError) {
        let found =
            switch checksum.algorithm {
            case .sha256: try hex(SHA256())
            case .sha512: try hex(SHA512())
            case .sha1: try hex(Insecure.SHA1())
            case .md5: try hex(Insecure.MD5())
            }
        guard found == checksum.hex else {
            throw DownloadError(
                .checksum,
                "the \(checksum.algorithm.rawValue) is \(found), not \(checksum.hex)")
        }
    }

    private func hex(_ start: some HashFunction) throws(DownloadError) -> String {
        var hash = start
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        var position: Int64 = 0
        let end = identity.length ?? 0
        while position < end {
            let count = min(try read(into: &buffer, at: position), Int(end - position))
            guard count > 0 else {
                throw DownloadError(.disk, "\(partName) is shorter than it was")
            }
            buffer.withUnsafeBytes {
                hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0[..<count]))
            }
            position += Int64(count)
        }
        return hash.finalize().map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
