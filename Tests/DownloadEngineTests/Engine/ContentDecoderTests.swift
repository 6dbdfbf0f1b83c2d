import FaultOrigin
import Testing

@testable import DownloadEngine

/// Content codings and the end of encoded streams.
@Suite struct `A content decoder` {
    private static let text = Array("content coding content coding 0123456789".utf8)

    /// The text in each coding, made by zlib, libbrotlienc and libzstd.
    private static let encoded: [(coding: String, hex: String)] = [
        (
            "gzip",
            "1f8b08000000000002034bcecf2b49cd2b5148ce4fc9cc4b0752285c03432363135333730b4b0099944eac"
                + "28000000"
        ),
        ("deflate", "789c4bcecf2b49cd2b5148ce4fc9cc4b0752285c03432363135333730b4b00318f0d6c"),
        ("deflate", "4bcecf2b49cd2b5148ce4fc9cc4b0752285c03432363135333730b4b00"),
        ("br", "1b270000441747a403dcea37eebcd604186504924287eae80eee3b140c651e593d0b"),
        (
            "zstd",
            "28b52ffd2028fd0000c8636f6e74656e7420636f64696e6720303132333435363738390100d2cd3a"
        ),
    ]

    private static func bytes(_ hex: String) -> [UInt8] {
        let digits = Array(hex)
        return stride(from: 0, to: digits.count, by: 2).compactMap {
            UInt8(String(digits[$0...($0 + 1)]), radix: 16)
        }
    }

    private static func gzip(_ bytes: [UInt8]) -> [UInt8] {
        let body = Body.bytes(bytes).gzipped
        return body.bytes(in: 0..<body.count)
    }

    /// Decodes chunks of input into output of a given size.
    private func decode(
        _ input: [UInt8], _ decoder: any BodyDecoder, pieces: Int, room: Int
    ) throws -> [UInt8] {
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: room)
        for start in stride(from: 0, to: input.count, by: pieces) {
            var piece = input[start..<min(start + pieces, input.count)]
            while !piece.isEmpty || decoder.mayHoldOutput {
                let step = try piece.withUnsafeBytes { input in
                    try buffer.withUnsafeMutableBytes { try decoder.decode(input, into: $0) }
                }
                output += buffer[..<step.written]
                piece = piece.dropFirst(step.read)
                if step == (0, 0) { break }
            }
        }
        return output
    }

    @Test(arguments: encoded, [(1, 1), (1, 100), (7, 3), (100, 1), (100, 100)])
    func `a stream is decoded in chunks of any size, and known to be complete`(
        _ encoded: (coding: String, hex: String), _ sizes: (pieces: Int, room: Int)
    ) throws {
        let decoder = try #require(ContentDecoder(encoded.coding))
        let input = Self.bytes(encoded.hex)
        let output = try decode(input, decoder, pieces: sizes.pieces, room: sizes.room)
        #expect(output == Self.text)
        #expect(decoder.isAtEnd)
    }

    @Test(arguments: encoded, [(1, 1), (1, 100), (7, 3), (100, 1), (100, 100)])
    func `codings on top of each other are decoded in turn`(
        _ encoded: (coding: String, hex: String), _ sizes: (pieces: Int, room: Int)
    ) throws {
        let input = Self.gzip(Self.gzip(Self.bytes(encoded.hex)))
        func decoder() throws -> DecoderChain {
            let inner = try #require(ContentDecoder(encoded.coding))
            let middle = DecoderChain(try #require(ContentDecoder("gzip")), then: inner)
            return DecoderChain(try #require(ContentDecoder("gzip")), then: middle)
        }
        let whole = try decoder()
        #expect(whole.coding == "\(encoded.coding), gzip, gzip")
        #expect(try decode(input, whole, pieces: sizes.pieces, room: sizes.room) == Self.text)
        #expect(whole.isAtEnd)
        let cut = try decoder()
        _ = try decode(Array(input.dropLast()), cut, pieces: sizes.pieces, room: sizes.room)
        #expect(!cut.isAtEnd && !cut.isEmpty)
    }

    @Test func `a chain decodes more than its buffer, and refuses invalid layers`() throws {
        let text = (0..<400_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }
        func chain() throws -> DecoderChain {
            DecoderChain(
                try #require(ContentDecoder("gzip")), then: try #require(ContentDecoder("gzip")))
        }
        let whole = try chain()
        let encoded = Self.gzip(Self.gzip(text))
        #expect(try decode(encoded, whole, pieces: 1 << 15, room: 1 << 16) == text)
        #expect(whole.isAtEnd)
        for invalid in [Self.gzip(text), text] {
            let decoder = try chain()
            #expect(throws: Malformed.self) {
                try decode(invalid, decoder, pieces: 1 << 15, room: 1 << 16)
            }
        }
    }

    @Test(arguments: encoded)
    func `a truncated stream is incomplete`(
        _ encoded: (coding: String, hex: String)
    ) throws {
        let input = Self.bytes(encoded.hex)
        for count in 0..<input.count {
            let decoder = try #require(ContentDecoder(encoded.coding))
            let output = try decode(
                Array(input[..<count]), decoder, pieces: 16, room: 100)
            #expect(!decoder.isAtEnd, "\(count) bytes")
            #expect(decoder.isEmpty == (count == 0))
            #expect(Self.text.starts(with: output))
        }
    }

    @Test(arguments: ["gzip", "deflate", "br", "zstd"])
    func `unencoded bytes are refused`(_ coding: String) throws {
        let decoder = try #require(ContentDecoder(coding))
        let input = [UInt8](repeating: 0xFF, count: 100)
        #expect(throws: Malformed.self) {
            try decode(input, decoder, pieces: 100, room: 100)
        }
    }

    @Test func `a corrupt stream is refused or incomplete`() throws {
        for (coding, hex) in Self.encoded where coding == "gzip" {
            var input = Self.bytes(hex)
            input[input.count - 6] ^= 1
            let decoder = try #require(ContentDecoder(coding))
            #expect(throws: Malformed.self) {
                try decode(input, decoder, pieces: 100, room: 100)
            }
        }
    }

    @Test func `gzip members are concatenated; trailing bytes are ignored`() throws {
        let member = Self.bytes(Self.encoded[0].hex)
        for (input, times) in [(member + member, 2), (member + [0, 0, 0], 1)] {
            let decoder = try #require(ContentDecoder("gzip"))
            let output = try decode(input, decoder, pieces: 10, room: 33)
            #expect(output == (0..<times).flatMap { _ in Self.text })
            #expect(decoder.isAtEnd)
        }
        let cut = try #require(ContentDecoder("gzip"))
        _ = try decode(member + member.dropLast(), cut, pieces: 10, room: 100)
        #expect(!cut.isAtEnd)
    }

    @Test func `a whole body is decoded up to a limit`() throws {
        for (coding, hex) in Self.encoded {
            let decoder = try #require(ContentDecoder(coding))
            #expect(try decoder.decode(whole: Self.bytes(hex), most: 40) == Self.text)
            let small = try #require(ContentDecoder(coding))
            #expect(try small.decode(whole: Self.bytes(hex), most: 39) == nil)
            let cut = try #require(ContentDecoder(coding))
            #expect(throws: Malformed.self) {
                try cut.decode(whole: Self.bytes(hex).dropLast(), most: 40)
            }
        }
    }

    @Test func `an unknown coding has no decoder`() {
        for coding in ["compress", "", "identity", "GZIP"] {
            #expect(ContentDecoder(coding) == nil)
        }
    }
}
