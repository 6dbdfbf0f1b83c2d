import DownloadCore
import Synchronization
import Testing

@testable import DownloadEngine

@Suite struct FileDigesterTests {
    let folder = TemporaryFolder()
    let disk = Disk(directory: "/nowhere", pool: BlockPool(most: 1)) {}

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
    func `digests of abc`(algorithm: Checksum.Algorithm, hex: String) async throws {
        let bytes = Array("abc".utf8)
        #expect(BodyDigest.hex(of: bytes.span.bytes, algorithm) == hex)
        let part = try PartFile.make(in: folder, length: 3)
        try part.write(bytes.span.bytes, at: 0)
        // The footer is not part of it.
        #expect(try await digests(of: slot(part), [ByteRange(0, 3)], algorithm) == [hex])
    }

    @Test func `a long file is read in chunks, as one piece or as several`() async throws {
        let length: Int64 = 33 << 20 + 5
        let part = try PartFile.make(in: folder, length: length)
        try part.fill(ByteRange(0, length))
        let slot = slot(part)
        for step in [length, 1 << 20, 17 << 20] {
            let pieces = stride(from: 0, to: length, by: Int64.Stride(step)).map {
                ByteRange($0, min($0 + step, length))
            }
            let expected = pieces.map { BodyDigest.hex(of: pattern($0).span.bytes, .md5) }
            let steps = Mutex<[Int64]>([])
            let found = try await digests(of: slot, pieces, .md5) { position in
                steps.withLock { $0.append(position) }
            }
            #expect(found == expected)
            #expect(steps.withLock { $0 }.first == 16 << 20)
        }
    }

    @Test func `a removed part file has no digest, and a truncated one is an error`()
        async throws
    {
        let part = try PartFile.make(in: folder, length: 100)
        try part.fill(ByteRange(0, 100))
        let slot = slot(part)
        await #expect(throws: DownloadError.self) {
            try await digests(of: slot, [ByteRange(0, 1 << 40)], .sha256)
        }
        await disk.result(of: { slot.close() })
        let digester = FileDigester(
            of: slot, disk: disk, pieces: [ByteRange(0, 100)], algorithm: .md5
        ) { _ in Issue.record("it is gone") }
        await disk.result(of: { digester.begin() })
    }

    @Test func `the digest of an empty file`() async throws {
        let part = try PartFile.make(in: folder, length: 0)
        let found = try await digests(of: slot(part), [ByteRange(0, 0)], .md5)
        #expect(found == ["d41d8cd98f00b204e9800998ecf8427e"])
    }

    private func slot(_ part: PartFile) -> OpenPart {
        let slot = OpenPart { _, error, _ in Issue.record(error) }
        slot.part = part
        return slot
    }

    private func digests(
        of slot: OpenPart, _ pieces: [ByteRange], _ algorithm: Checksum.Algorithm,
        progress: @escaping @Sendable (Int64) -> Void = { _ in }
    ) async throws -> [String] {
        try await withCheckedThrowingContinuation { continuation in
            let digester = FileDigester(
                of: slot, disk: disk, pieces: pieces, algorithm: algorithm, progress: progress
            ) { result in
                continuation.resume(with: result.map { $0.map(\.hex) })
            }
            disk.run { digester.begin() }
        }
    }
}
