import DownloadCore
import Testing

/// Thousands of malformed inputs for every parser of outside bytes.
///
/// Nothing traps, and results satisfy their invariants. The random numbers are seeded, so that
/// failures are reproducible.
struct ParserFuzzTests {
    private static let rounds = 4000

    /// Well-formed seeds, so that their mutations pass the first checks.
    private static let values: [[UInt8]] = [
        "bytes 0-499/1234", "bytes */0", "bytes 5-9/*", "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "120", "\"abc\"", "W/\"abc\"",
        "attachment; filename=\"a\\\"b.txt\"; filename*=UTF-8''%c3%a4%2f.tar.gz",
        "inline; filename=C:\\new\\a.txt, attachment", "<http://a/b>; rel=\"duplicate x\"; pri=1",
        "sha-256=:uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek=:, md5=XrY7u+Ae7tCTyyK7j1rNww==",
        "gzip, chunked", "https://user:pass@[fe80::1%25eth0]:8443/a%20b/ä?x=y#z",
        "http://example.com:80/../%2e%2e/c.zip", "1.5MiB/s", "multipart/byteranges; boundary=x",
    ].map { Array($0.utf8) }

    private static let names = [
        "Content-Range", "Content-Length", "ETag", "Last-Modified", "Date", "Content-Disposition",
        "Link", "Repr-Digest", "Digest", "Transfer-Encoding", "Content-Encoding", "Retry-After",
        "Accept-Ranges", "Content-Type",
    ]

    /// Calls `check` with mutated seeds and with random bytes.
    private func fuzz(_ seed: UInt64, _ seeds: [[UInt8]], _ check: ([UInt8]) -> Bool) {
        var random = SeededRandom(seed: seed)
        for round in 0..<Self.rounds {
            let bytes: [UInt8]
            if round % 8 == 0 {
                bytes = (0..<Int.random(in: 0..<80, using: &random)).map { _ in
                    UInt8.random(in: 0...255, using: &random)
                }
            } else {
                bytes = random.mutation(
                    of: seeds.randomElement(using: &random) ?? [], with: Self.values)
            }
            guard check(bytes) else {
                Issue.record("round \(round): \(bytes.latin1Text.debugDescription)")
                return
            }
        }
    }

    @Test func `Content-Range`() {
        fuzz(10, Array(Self.values.prefix(3))) { bytes in
            guard let content = try? ContentRange(bytes) else { return true }
            guard let range = content.range else { return content.total != nil }
            return range.start >= 0 && range.end > range.start && range.end <= content.total ?? .max
        }
    }

    @Test func `files of checksums`() {
        let hex = String(repeating: "0f", count: 32)
        let seeds = ["\(hex)  a.b\n\(hex) *a.b", "SHA256 (a.b) = \(hex)", "\\\(hex)  a\\nb"]
        fuzz(20, seeds.map { Array($0.utf8) }) { bytes in
            let list = ChecksumList(bytes, algorithm: .sha256)
            let found = try? list.checksum(of: ["a.b"], isOwn: false)
            return list.entries.allSatisfy { $0.checksum.hex.utf8.count == 64 }
                && (found == nil || !list.entries.isEmpty)
        }
    }

    @Test func `dates and waiting times`() {
        fuzz(11, Array(Self.values[3...6])) { bytes in
            let text = bytes.fieldText
            let wait = RetryAfter.seconds(text, now: 784_111_777) ?? 0
            return HTTPDate.seconds(text).map { abs($0) < 1 << 40 } ?? true && wait >= 0
                && wait.isFinite
        }
    }

    @Test func `validators`() {
        fuzz(12, Self.values + ["e\"a\"\tMSun, 06 Nov 1994 08:49:37 GMT"].map { Array($0.utf8) }) {
            let text = $0.fieldText
            let new = Validator(entityTag: text, lastModified: text, date: text)
            _ = new.relation(to: new)
            let kept = Validator(text: text)
            return [new, kept].compactMap { $0 }.allSatisfy { validator in
                Validator(text: validator.text) == validator && validator.text.utf8.count <= 512
                    && validator.ifRangeLadder.allSatisfy { value in
                        !value.hasPrefix("W/") && value.utf8.allSatisfy { 0x20..<0x7F ~= $0 }
                    }
            }
        }
    }

    @Test func `file names`() {
        fuzz(13, Self.values) { bytes in
            let text = bytes.fieldText
            let names = [
                FileName.fromServer(
                    contentDisposition: bytes, finalURL: text, originalURL: bytes.latin1Text),
                FileName.safe(String(repeating: text, count: 9), reserving: 5),
                FileName.numbered(FileName.safe(text), Int(bytes.first ?? 0)),
            ]
            return names.allSatisfy { isSafe($0) && FileName.safe($0) == $0 }
        }
    }

    private func isSafe(_ name: String) -> Bool {
        let parts = FileName.parts(of: name)
        return !name.isEmpty && name != "." && name != ".." && name.utf8.count <= 250
            && !name.hasPrefix(".") && !name.hasPrefix("-")
            && name.unicodeScalars.allSatisfy { scalar in
                scalar != "/" && scalar.value >= 0x20 && !(0x7F...0x9F ~= scalar.value)
                    && !(0x202A...0x202E ~= scalar.value) && !(0x2066...0x2069 ~= scalar.value)
            } && (parts.stem + parts.ending).utf8.elementsEqual(name.utf8)
    }

    @Test func `URLs of every kind`() {
        fuzz(14, Array(Self.values[14...15])) { bytes in
            guard let url = try? SourceURL(bytes.fieldText) else { return true }
            let isReadBack = (try? SourceURL(url.text)) == url
            return isReadBack && 1...65535 ~= url.port && url.path.hasPrefix("/")
                && (try? SourceURL(url.redacted))?.user == nil
                && (url.path + (url.query ?? "")).utf8.allSatisfy { 0x21..<0x7F ~= $0 }
                && url.host.utf8.allSatisfy { 0x21..<0x7F ~= $0 }
        }
    }

    @Test func `rates`() {
        fuzz(15, [Array("1.5MiB/s".utf8), Array("500K".utf8), Array("none".utf8)]) { bytes in
            guard let rate = try? RateText.bytesPerSecond(bytes.fieldText) else { return true }
            return 1...(1 << 60) ~= rate
        }
    }

    @Test func `digests`() {
        fuzz(16, [Self.values[12]]) { bytes in
            let head = ResponseHead(
                status: 200,
                fields: [("Digest", bytes.fieldText), ("Repr-Digest", bytes.fieldText)])
            return DeclaredDigest.checksums(head).allSatisfy { $0.hex.count == $0.algorithm.digits }
        }
    }

    @Test func `heads, offers and judgements`() {
        var random = SeededRandom(seed: 17)
        for round in 0..<Self.rounds {
            var bytes = Array(
                "HTTP/1.1 \([200, 206, 416, 503].randomElement(using: &random) ?? 200)\r\n".utf8)
            for _ in 0..<Int.random(in: 0..<6, using: &random) {
                let value = random.mutation(
                    of: Self.values.randomElement(using: &random) ?? [], with: Self.values)
                bytes +=
                    Array((Self.names.randomElement(using: &random) ?? "X").utf8) + [0x3A] + value
                bytes += [0x0D, 0x0A]
            }
            if round % 3 == 0 { bytes = random.mutation(of: bytes, with: Self.values) }
            guard let head = try? ResponseHead(bytes) else { continue }
            let start = Int64.random(in: 0..<20, using: &random)
            let length = Bool.random(using: &random) ? Int64(1234) : nil
            let asked = Bool.random(using: &random) ? ByteRange(start, start + 30) : nil
            let expected = DownloadCore.Expectation(
                range: asked, length: length,
                validator: Validator(entityTag: "\"abc\"", lastModified: nil, date: nil),
                sentIfRange: Bool.random(using: &random))
            let judgement = Judgement.judge(head, expecting: expected, now: 0)
            guard keepsPromises(judgement, expected) else {
                Issue.record("\(bytes.latin1Text.debugDescription): \(judgement)")
                return
            }
        }
    }

    /// Whether this judgement writes nothing in a wrong place.
    private func keepsPromises(_ judgement: Judgement, _ expected: DownloadCore.Expectation) -> Bool
    {
        switch judgement {
        case .part(let range, let offer):
            guard let asked = expected.range else { return false }
            return range.start == asked.start && !range.isEmpty && asked.contains(range)
                && range.end <= offer.length ?? .max && !offer.isEncoded
                && (expected.length == nil || offer.length == expected.length)
        case .whole(let offer):
            return offer.length == nil || expected.length == nil || offer.length == expected.length
        case .empty(let offer):
            return offer.length == 0 && expected.length ?? 0 == 0
        case .plainOnce: return expected.range != nil
        case .busy(_, let wait), .retry(_, let wait): return wait ?? 0 >= 0
        case .changed, .unrelated, .fail: return true
        }
    }
}
