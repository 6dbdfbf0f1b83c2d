import DownloadCore
import FaultOrigin
import Testing

@testable import DownloadEngine

/// FTP servers with a wrong SIZE, and those that accept REST but ignore it.
@Suite struct `An engine and FTP servers that lie` {
    /// A body whose beginning resembles any other part: zeros, with a mark at the end.
    private static func blank(_ count: Int64) -> Body {
        .bytes(Array(repeating: 0, count: Int(count) - 1) + [1])
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let body: Body
        let size: Int64?
        let fragments: Int
        var testDescription: String {
            "\(body.count) bytes, SIZE \(size.map(String.init) ?? "refused"), -n \(fragments)"
        }
    }

    static let wrongSizes: [Case] = [10, 100_000, 3_000_001].flatMap { count in
        [0, 1, count / 2, count - 1, nil].flatMap { (size: Int64?) in
            [1, 4, 16].map { Case(body: .pattern(count), size: size, fragments: $0) }
        }
    }

    @Test func `the whole file is fetched even if SIZE is too small`() async throws {
        let run = try await EngineRun()
        for test in Self.wrongSizes {
            let origin = try await FTPOrigin.start(test.body) { $0.size = test.size }
            let folder = TemporaryFolder()
            let id = try await run.add(origin.url(), to: folder.path, fragments: test.fragments)
            let end = try await run.wait(for: id, "end of \(test.testDescription)") { $0.isOver }
            #expect(end.state == .done, "\(test.testDescription): \(end.texts)")
            #expect(folder.holds(test.body, as: "file.bin"), "\(test.testDescription)")
            #expect(folder.names == ["file.bin"])
            try await origin.stop()
        }
        await run.stop()
    }

    @Test(arguments: [1, 4], [1, 3])
    func `a transfer that breaks without SIZE starts over`(_ fragments: Int, _ breaks: Int)
        async throws
    {
        let body = Body.pattern(3_000_000)
        let origin = try await FTPOrigin.start(body) {
            $0.size = nil
            $0.breaksAfter = { $0 <= breaks ? 2_000_000 : nil }
        }
        let folder = TemporaryFolder()
        let run = try await EngineRun()
        let id = try await run.add(origin.url(), to: folder.path, fragments: fragments)
        let end = try await run.wait(for: id, "end") { $0.isOver }
        #expect(end.state == .done, "\(end.texts)")
        #expect(folder.holds(body, as: "file.bin"))
        await run.stop()
        try await origin.stop()
    }

    @Test(arguments: [0, 1_000, 2_000_000] as [Int64])
    func `a file with a too small SIZE is complete after a resume too`(_ less: Int64)
        async throws
    {
        let body = Body.pattern(3_000_000)
        let origin = try await FTPOrigin.start(body) {
            $0.size = body.count - less
            $0.heldFrom = 500_000
        }
        let folder = TemporaryFolder()
        for isSecond in [false, true] {
            let run = try await EngineRun { $0.asksUser = false }
            let id = try await run.add(origin.url(), to: folder.path, fragments: 1)
            if isSecond {
                try await run.wait(forEndOf: id)
            } else {
                try await run.wait(for: id, "some bytes") { $0.received >= 500_000 }
            }
            await run.stop()
            origin.release()
        }
        #expect(folder.holds(body, as: "file.bin"))
        #expect(folder.names == ["file.bin"])
        try await origin.stop()
    }

    @Test func `a file shorter than SIZE is never complete`() async throws {
        let body = Body.pattern(200_000)
        for fragments in [1, 4] {
            let origin = try await FTPOrigin.start(body) { $0.size = body.count + 1_000 }
            let folder = TemporaryFolder()
            let run = try await EngineRun { $0.retries = 2 }
            let id = try await run.add(origin.url(), to: folder.path, fragments: fragments)
            let end = try await run.wait(for: id, "end") { $0.isOver }
            guard case .failed(let error) = end.state else {
                Issue.record("\(end.state)")
                continue
            }
            #expect(error.kind == .cutShort, "\(error)")
            #expect(!folder.names.contains("file.bin"))
            await run.stop()
            try await origin.stop()
        }
    }

    static let cuts: [(size: Int64?, sent: Int64)] = [nil, 0, 1_000].flatMap { (size: Int64?) in
        [0, 1, 100_000, 199_999].map { (size, $0) }
    }

    @Test(arguments: cuts, [1, 4])
    func `a file shorter than announced with its transfer is never complete`(
        _ cut: (size: Int64?, sent: Int64), _ fragments: Int
    ) async throws {
        let body = Body.pattern(200_000)
        for isHealed in [false, true] {
            let origin = try await FTPOrigin.start(body) {
                $0.size = cut.size
                $0.announced = body.count
                $0.cutsAfter = { isHealed && $0 > 1 ? nil : cut.sent }
            }
            let folder = TemporaryFolder()
            let run = try await EngineRun { $0.retries = 2 }
            let id = try await run.add(origin.url(), to: folder.path, fragments: fragments)
            let end = try await run.wait(for: id, "end") { $0.isOver }
            if isHealed {
                #expect(end.state == .done, "\(end.texts)")
                #expect(folder.holds(body, as: "file.bin"))
            } else if case .failed(let error) = end.state {
                #expect(error.kind == .cutShort, "\(error)")
                #expect(!folder.names.contains("file.bin"))
            } else {
                Issue.record("\(end.state)")
            }
            await run.stop()
            try await origin.stop()
        }
    }

    @Test(arguments: [nil, 200_000] as [Int64?], [0, 1, 199_999, 200_000, 300_000] as [Int64])
    func `a wrong announcement is no fault if it is too small, or if SIZE is right`(
        _ size: Int64?, _ announced: Int64
    ) async throws {
        guard size != nil || announced <= 200_000 else { return }
        let body = Body.pattern(200_000)
        let origin = try await FTPOrigin.start(body) {
            $0.size = size
            $0.announced = announced
        }
        let folder = TemporaryFolder()
        let run = try await EngineRun()
        let id = try await run.add(origin.url(), to: folder.path, fragments: 4)
        let end = try await run.wait(for: id, "end") { $0.isOver }
        #expect(end.state == .done, "\(end.texts)")
        #expect(folder.holds(body, as: "file.bin"))
        await run.stop()
        try await origin.stop()
    }

    @Test(arguments: [FTPScript.Ending.closed, .closedAfter(seconds: 0.3), .reset, .leftOpen])
    func `a file is done however its data connection ends`(_ ending: FTPScript.Ending)
        async throws
    {
        let body = Body.pattern(1_500_000)
        let origin = try await FTPOrigin.start(body) { $0.ending = ending }
        let folder = TemporaryFolder()
        // A connection left open is awaited half as long.
        let run = try await EngineRun { $0.stallTimeout = 8 }
        let id = try await run.add(origin.url(), to: folder.path, fragments: 3)
        try await run.wait(forEndOf: id)
        #expect(folder.holds(body, as: "file.bin"))
        await run.stop()
        try await origin.stop()
    }

    @Test(arguments: [
        "530 Please login with USER and PASS.", "500 What?", "502 no", "504 no", "431 no",
    ])
    func `a server without TLS gets no password when TLS is required`(
        _ reply: String
    ) async throws {
        let origin = try await FTPOrigin.start(.pattern(100)) { $0.authReply = reply }
        let folder = TemporaryFolder()
        let run = try await EngineRun()
        let id = try await run.add(origin.url(), to: folder.path) {
            $0.transport.ftpSecurity = .require
        }
        let end = try await run.wait(for: id, "end") { $0.isOver }
        guard case .failed(let error) = end.state else {
            Issue.record("\(end.state)")
            return
        }
        #expect(error.kind == .security && error.cause.contains("does not support TLS"))
        #expect(error.cause.contains(reply), "\(error)")
        #expect(!origin.commands.contains { $0.hasPrefix("USER") }, "\(origin.commands)")
        #expect(origin.commands.count { $0.hasPrefix("AUTH") } <= 2, "tried once")
        await run.stop()
        try await origin.stop()
    }

    @Test func `an ftps URL of a server without TLS is reported as such`() async throws {
        let origin = try await FTPOrigin.start(.pattern(100))
        let folder = TemporaryFolder()
        let run = try await EngineRun { $0.retries = 1 }
        let url = origin.url().replacing("ftp:", with: "ftps:")
        let id = try await run.add(url, to: folder.path)
        let end = try await run.wait(for: id, "end") { $0.isOver }
        guard case .failed(let error) = end.state else {
            Issue.record("\(end.state)")
            return
        }
        #expect(error.cause.contains("try ftp:// with --ftp-tls try"), "\(error)")
        #expect(!origin.commands.contains { $0.hasPrefix("USER") })
        await run.stop()
        try await origin.stop()
    }

    struct Start: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let start: @Sendable (Int64, Int) -> Int64
    }

    static let starts = [
        Start(testDescription: "always at 0") { _, _ in 0 },
        Start(testDescription: "at 0 but for every third") { $1 % 3 == 0 ? $0 : 0 },
        Start(testDescription: "every third at 0") { $1 % 3 == 0 ? 0 : $0 },
        Start(testDescription: "the first time right") { $1 <= 2 ? $0 : 0 },
        Start(testDescription: "a byte early") { position, _ in max(0, position - 1) },
        Start(testDescription: "in blocks of 64 KiB") { position, _ in position & ~0xFFFF },
    ]

    @Test(arguments: starts)
    func `a file is correct if REST is accepted but ignored`(_ test: Start) async throws {
        let run = try await EngineRun()
        for body in [Body.pattern(3_000_001), Self.blank(3_000_001)] {
            for fragments in [2, 4, 16] {
                let origin = try await FTPOrigin.start(body) { $0.start = test.start }
                let folder = TemporaryFolder()
                let id = try await run.add(origin.url(), to: folder.path, fragments: fragments)
                let end = try await run.wait(for: id, "end") { $0.isOver }
                #expect(end.state == .done, "-n \(fragments): \(end.texts)")
                #expect(folder.holds(body, as: "file.bin"), "-n \(fragments): \(end.texts)")
                try await origin.stop()
            }
        }
        await run.stop()
    }

    @Test(arguments: starts)
    func `a resumed file is correct if REST is accepted but ignored`(_ test: Start)
        async throws
    {
        for body in [Body.pattern(3_000_001), Self.blank(3_000_001)] {
            for fragments in [1, 4] {
                let origin = try await FTPOrigin.start(body) { $0.heldFrom = 500_000 }
                let folder = TemporaryFolder()
                for isSecond in [false, true] {
                    let run = try await EngineRun { $0.asksUser = false }
                    let id = try await run.add(
                        origin.url(), to: folder.path, fragments: isSecond ? fragments : 1)
                    if isSecond {
                        let end = try await run.wait(for: id, "end") { $0.isOver }
                        #expect(end.state == .done, "-n \(fragments): \(end.texts)")
                    } else {
                        try await run.wait(for: id, "some bytes") { $0.received >= 500_000 }
                    }
                    await run.stop()
                    origin.change {
                        $0.heldFrom = .max
                        $0.start = test.start
                    }
                }
                #expect(folder.holds(body, as: "file.bin"), "-n \(fragments)")
                try await origin.stop()
            }
        }
    }
}

extension DownloadSnapshot {
    /// Its events.
    fileprivate var texts: [String] { events.map(\.text) }
}
