import Testing

@testable import DownloadCore

/// The verification of pieces.
struct PieceWorkTests {
    /// Three pieces of 8 bytes.
    private let digests = PieceDigests(
        length: 8, algorithm: .md5, bytes: Array(repeating: 7, count: 48))

    private func found(
        _ order: PieceWork.Order?, right: [ByteRange] = [], wrong: [ByteRange] = []
    ) -> PieceFindings {
        var findings = PieceFindings(order: order?.number ?? 0)
        findings.right = ByteRangeSet(right)
        findings.wrong = wrong.map { PieceFindings.Wrong(range: $0, found: "00") }
        return findings
    }

    @Test func `pieces are verified when they are complete, each once`() throws {
        let digests = try #require(digests)
        var pieces = PieceWork()
        let part = ByteRangeSet([ByteRange(0, 12)])
        let first = pieces.next(of: digests, covered: part, fileLength: 24)
        #expect(first?.pieces == ByteRangeSet([ByteRange(0, 8)]))
        let whileAsked = pieces.next(of: digests, covered: part, fileLength: 24)
        #expect(whileAsked == nil)
        let isTaken = pieces.take(found(first, right: [ByteRange(0, 8)]))
        let isTakenTwice = pieces.take(found(first, right: [ByteRange(0, 8)]))
        #expect(isTaken && !isTakenTwice)
        let again = pieces.next(of: digests, covered: part, fileLength: 24)
        #expect(again == nil)
        #expect(pieces.unverified(part) == ByteRangeSet([ByteRange(8, 12)]))
        #expect(pieces.progress(of: digests, isDone: false).right == 1)
        #expect(pieces.progress(of: digests, isDone: true).right == 3)
    }

    @Test func `at least one piece is taken, and at most the given number of bytes`() throws {
        let digests = try #require(digests)
        let whole = ByteRangeSet([ByteRange(0, 24)])
        var pieces = PieceWork()
        let one = pieces.next(of: digests, covered: whole, fileLength: 24, most: 1)
        #expect(one?.pieces.count == 8)
        _ = pieces.take(found(one, right: [ByteRange(0, 8)]))
        let two = pieces.next(of: digests, covered: whole, fileLength: 24, most: 16)
        #expect(two?.pieces == ByteRangeSet([ByteRange(8, 24)]))
    }

    @Test func `wrong pieces are fetched twice more, then the file is given up`() throws {
        let digests = try #require(digests)
        var pieces = PieceWork()
        let all = ByteRangeSet([ByteRange(0, 24)])
        var work: [PieceWork.Remainder] = []
        for _ in 0..<3 {
            let order = pieces.next(of: digests, covered: all, fileLength: 24)
            _ = pieces.take(
                found(order, right: [ByteRange(0, 16)], wrong: [ByteRange(16, 24)]))
            work.append(
                pieces.remainder(of: digests, fileLength: 24, hasPart: true, isDecisive: true))
            pieces.drop(ByteRangeSet([ByteRange(16, 24)]), of: digests)
        }
        let wrong = ByteRangeSet([ByteRange(16, 24)])
        #expect(work.prefix(2) == [.refetch(wrong), .refetch(wrong)])
        guard case .wrong(let error) = work[2] else {
            Issue.record("\(work[2])")
            return
        }
        #expect(error.kind == .checksum && error.cause.hasPrefix("bytes 16-23 fail their"))
    }

    @Test func `a complete file waits for its pieces`() throws {
        let digests = try #require(digests)
        var pieces = PieceWork()
        let first = pieces.remainder(of: digests, fileLength: 24, hasPart: true, isDecisive: true)
        guard case .verify(let order) = first else {
            Issue.record("\(first)")
            return
        }
        let next = pieces.remainder(of: digests, fileLength: 24, hasPart: true, isDecisive: true)
        #expect(next == .wait)
        _ = pieces.take(found(order, right: [ByteRange(0, 24)]))
        let last = pieces.remainder(of: digests, fileLength: 24, hasPart: true, isDecisive: true)
        #expect(last == .none)
    }
}
