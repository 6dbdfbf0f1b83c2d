import TerminalUI
import Testing

struct InputDecoderTests {
    /// The decoded bytes, with invalid ones between `<>`.
    private func read(
        _ bytes: [UInt8], _ inLocale: @escaping (UInt8) -> Unicode.Scalar? = { _ in nil }
    )
        -> String
    {
        var decoder = InputDecoder(inLocale: inLocale)
        let outputs = bytes.flatMap { decoder.take($0) } + decoder.finish()
        return outputs.map { output in
            switch output {
            case .scalar(let scalar): String(scalar)
            case .byte(let byte): "<\(String(byte, radix: 16))>"
            default: "?"
            }
        }.joined()
    }

    @Test(arguments: ["", "a", "café/x.bin", "例え", "😀a", "e\u{301}", "\u{7F}\u{80}\u{10FFFF}"])
    func `text is decoded as sent`(text: String) {
        #expect(read(Array(text.utf8)) == text)
    }

    @Test(
        arguments: [
            ([0x63, 0xE9, 0x2F, 0x78], "c<e9>/x"), ([0xE9], "<e9>"), ([0xC3], "<c3>"),
            ([0xC3, 0x28], "<c3>("), ([0xE2, 0x82, 0x78], "<e2><82>x"), ([0x80, 0x61], "<80>a"),
            ([0xC0, 0xAF], "<c0><af>"), ([0xED, 0xA0, 0x80, 0x61], "<ed><a0><80>a"),
            ([0xF5, 0x80, 0x80, 0x80], "<f5><80><80><80>"), ([0xFF, 0xFE], "<ff><fe>"),
            ([0xE9, 0xC3, 0xA9], "<e9>é"),
            ([0xF0, 0x9F, 0x98, 0xF0, 0x9F, 0x98, 0x80], "<f0><9f><98>😀"),
            ([0xEA, 0xEE, 0xF2, 0x61], "<ea><ee><f2>a"),
        ] as [([UInt8], String)])
    func `nothing is lost at an invalid byte`(bytes: [UInt8], text: String) {
        #expect(read(bytes) == text)
    }

    @Test func `the locale's encoding is tried second`() {
        let latin: (UInt8) -> Unicode.Scalar? = { Unicode.Scalar($0) }
        #expect(read([0x63, 0xE9, 0x2F], latin) == "cé/")
        #expect(read(Array("cé".utf8), latin) == "cé")
    }

    @Test func `a character may arrive in parts`() {
        var decoder = InputDecoder()
        #expect(decoder.take(0xF0) + decoder.take(0x9F) + decoder.take(0x98) == [])
        #expect(decoder.take(0x80) == [.scalar("😀")])
    }
}
