import DownloadCore
import Testing

@testable import DownloadEngine

@Suite struct BodyDigestTests {
    let folder = TemporaryFolder()

    @Test(
        arguments: [
            (.md5, "900150983cd24fb0d6963f7d28e17f72"),
            (.sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
            (.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                .sha512,
                "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                    + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
            ),
        ] as [(Checksum.Algorithm, String)])
    func `digests of abc`(algorithm: Checksum.Algorithm, hex: String) throws {
        let bytes = Array("abc".utf8)
        #expect(BodyDigest.hex(of: bytes.span.bytes, algorithm) == hex)
        let part = try PartFile.make(in: folder, length: 3)
        try part.write(bytes.span.bytes, at: 0)
        // The footer is no part of it, nor is it missing once it is cut off.
        #expect(try part.digest(algorithm) == hex)
        _ = try part.finish()
        #expect(try part.digest(algorithm) == hex)
    }

    @Test func `a long body is read in pieces, and given up when asked`() throws {
        let length: Int64 = 3 << 20 + 5
        let part = try PartFile.make(in: folder, length: length)
        try part.fill(ByteRange(0, length))
        let whole = BodyDigest.hex(of: pattern(ByteRange(0, length)).span.bytes, .sha256)
        var steps: [Int64] = []
        let digest = try part.digest(.sha256) { position in
            steps.append(position)
            return true
        }
        #expect(digest == whole)
        #expect(steps == [1 << 20, 2 << 20, 3 << 20].filter { $0 < length })
        #expect(try part.digest(.sha256) { _ in false } == nil)
    }

    @Test func `the digest of an empty file`() throws {
        let part = try PartFile.make(in: folder, length: 0)
        #expect(try part.digest(.md5) == "d41d8cd98f00b204e9800998ecf8427e")
    }
}
