import DownloadCore
import FaultOrigin
import Harness
import Testing

@testable import DownloadEngine

/// Servers that respond with a page or something small once a part of the file exists.
@Suite struct `An engine and responses that are not the file` {
    /// What a server does, and its responses once it stops serving the file.
    private struct Variant {
        var validators = true
        var ranges = true
        var type: String? = "text/html"
        var text = "<html><body>Please log in.</body></html>\n"
        var redirects = false
        var tag: String?

        /// Its behaviour throughout.
        var always: [Fault] {
            (validators ? [] : [.noValidators]) + (ranges ? [] : [.noRanges()])
        }

        /// Its behaviour once it stops serving the file.
        var page: [Fault] {
            let page = Fault.response { [self] _, response in
                response.become(status: 200, text: text)
                response.set("Content-Type", type)
                response.set("ETag", tag)
            }
            guard redirects else { return always + [page] }
            return always + [
                .when(Condition { $0.path != "/login" }, .redirect(to: "/login")),
                .when(.path("/login"), page),
            ]
        }
    }

    private static let variants: [Variant] = {
        var variants: [Variant] = []
        for validators in [true, false] {
            for ranges in [true, false] {
                variants.append(Variant(validators: validators, ranges: ranges))
                variants.append(
                    Variant(validators: validators, ranges: ranges, redirects: true))
                variants.append(
                    Variant(
                        validators: validators, ranges: ranges, type: "application/json",
                        text: "{\"error\": \"expired\"}"))
            }
        }
        variants.append(Variant(type: "text/plain", text: "expired\n"))
        variants.append(Variant(text: ""))
        variants.append(Variant(type: nil, text: "expired\n"))
        variants.append(Variant(type: "application/octet-stream", text: "x", tag: "\"new\""))
        variants.append(Variant(type: "application/xml", text: "<Error/>", tag: "\"new\""))
        return variants
    }()

    @Test(arguments: [1, 4], [700_000, 1_500_000])
    func `a file of another length under the same entity tag is fetched as a whole`(
        _ fragments: Int, _ length: Int64
    ) async throws {
        let origin = try await FaultOrigin.start(body: .pattern(1 << 20))
        let other = Body.pattern(length, seed: 2)
        origin.misbehave([
            .when(.request(1), .cut(after: 600_000)), .when(.afterRequest(1), .body(other)),
            .field("ETag", "\"tag\""), .field("Last-Modified", nil),
        ])
        let folder = TemporaryFolder()
        let run = try await EngineRun { $0.asksUser = false }
        let id = try await run.add(origin.url(), to: folder.path, fragments: fragments)
        let end = try await run.wait(for: id, "end") { $0.isOver }
        #expect(end.state == .done)
        #expect(folder.holds(other, as: "file.bin"))
        await run.stop()
        try await origin.stop()
    }

    /// Totals that ranges name under the file's own tag, in place of 1 MiB.
    private static let falseTotals: [@Sendable (_ first: Int64, _ total: Int64) -> Int64] = [
        { _, total in total + 1 }, { _, total in 2 * total }, { first, total in total + first },
    ]

    @Test(arguments: [1, 4], falseTotals.indices)
    func `ranges with a false total under the file's own tag do not spoil it`(
        _ fragments: Int, _ index: Int
    ) async throws {
        let body = Body.pattern(1 << 20)
        let total = Self.falseTotals[index]
        let origin = try await FaultOrigin.start(
            Resource(body),
            faults: [
                .when(.request(1), .cut(after: 700_000)),
                .when(
                    .afterRequest(1), .contentRange { "bytes \($0)-\($1)/\(total($0, $2))" }),
            ])
        let folder = TemporaryFolder()
        let run = try await EngineRun { $0.asksUser = false }
        let id = try await run.add(origin.url(), to: folder.path, fragments: fragments)
        let end = try await run.wait(for: id, "end") { $0.isOver }
        #expect(end.state == .done)
        #expect(folder.holds(body, as: "file.bin"))
        await run.stop()
        try await origin.stop()
    }

    @Test func `no byte is lost, and the file is complete when it is served again`()
        async throws
    {
        let body = Body.pattern(1 << 20)
        let folder = TemporaryFolder()
        var origins: [FaultOrigin] = []
        for variant in Self.variants {
            // Held after its first half, and then cut off.
            let origin = try await FaultOrigin.start(body: body)
            origin.misbehave(
                variant.always + [.when(.request(1), .cut(after: 600_000))]
                    + variant.page.map { Fault.when(.afterRequest(1), $0) })
            origins.append(origin)
        }
        // The same run, then the next one.
        for isFirst in [true, false] {
            let run = try await EngineRun {
                $0.asksUser = false
                $0.activeDownloads = origins.count
                $0.retries = 3
            }
            var ids: [DownloadID] = []
            for (index, origin) in origins.enumerated() {
                ids.append(
                    try await run.add(
                        origin.url("/file\(index).bin"), to: folder.path, fragments: 1))
            }
            for (index, id) in ids.enumerated() {
                let end = try await run.wait(for: id, "failure of \(index)") {
                    if case .failed = $0.state { true } else { false }
                }
                guard case .failed(let error) = end.state else { continue }
                #expect(error.kind == .changed, "\(index): \(error)")
                #expect(error.cause.contains("instead of"), "\(index): \(error)")
                if Self.variants[index].ranges { #expect(end.received >= 500_000, "\(index)") }
            }
            if !isFirst {
                for (index, id) in ids.enumerated() {
                    origins[index].misbehave(Self.variants[index].always)
                    let before = origins[index].bytesServed
                    await run.engine.perform(.retry([id]))
                    try await run.wait(forEndOf: id)
                    #expect(folder.holds(body, as: "file\(index).bin"), "\(index)")
                    guard Self.variants[index].ranges else { continue }
                    #expect(origins[index].bytesServed - before < 600_000, "\(index)")
                }
            }
            await run.stop()
        }
        for origin in origins { try await origin.stop() }
    }

    @Test(arguments: ["text/html", "application/json", "application/octet-stream"])
    func `a similar new version replaces the old one`(type: String) async throws {
        var new = Resource(Body.pattern(700_000, seed: 2), entityTag: "\"new\"")
        new.mediaType = type
        new.lastModified = "Fri, 02 Jan 2026 00:00:00 GMT"
        let origin = try await FaultOrigin.start(body: .pattern(1 << 20))
        origin.misbehave([
            .resource { $0.mediaType = type }, .when(.request(1), .cut(after: 600_000)),
            .when(.afterRequest(1), .file(new)),
        ])
        let folder = TemporaryFolder()
        let run = try await EngineRun { $0.asksUser = false }
        let id = try await run.add(origin.url(), to: folder.path, fragments: 1)
        try await run.wait(forEndOf: id)
        #expect(folder.holds(new.body, as: "file.bin"))
        await run.stop()
        try await origin.stop()
    }

    @Test func `a new version without a body keeps the old one`() async throws {
        // A connection that stalls with the machine is replaced, and its bytes are sent again.
        let sent = try await measured {
            try await bytesAfterBodilessVersion()
        } until: {
            $0 < 600_000
        }
        #expect(sent < 600_000)
    }

    /// Resumes a file after responses without a body, and returns how many bytes that took.
    private func bytesAfterBodilessVersion() async throws -> Int64 {
        let body = Body.pattern(1 << 20)
        var new = Resource(Body.pattern(900_000, seed: 2), entityTag: "\"new\"")
        new.lastModified = "Fri, 02 Jan 2026 00:00:00 GMT"
        let origin = try await FaultOrigin.start(body: body)
        let folder = TemporaryFolder()
        origin.misbehave([
            .when(.request(1), .cut(after: 600_000)),
            .when(.afterRequest(1), .file(new), .cut(after: 0)),
        ])
        let run = try await EngineRun {
            $0.asksUser = false
            $0.retries = 3
        }
        let id = try await run.add(origin.url(), to: folder.path, fragments: 1)
        let end = try await run.wait(for: id, "failure") {
            if case .failed = $0.state { true } else { false }
        }
        #expect(end.received >= 500_000)
        origin.misbehave()
        let before = origin.bytesServed
        await run.engine.perform(.retry([id]))
        try await run.wait(forEndOf: id)
        #expect(folder.holds(body, as: "file.bin"))
        let sent = origin.bytesServed - before
        await run.stop()
        try await origin.stop()
        return sent
    }

    @Test(arguments: [1, 4])
    func `another tag and date with each response, and broken connections`(
        fragments: Int
    ) async throws {
        let body = Body.pattern(4 << 20)
        let origin = try await FaultOrigin.start(
            body: body, .entityTagPerRequest, .lastModified(nil), .ifRange(.ignored),
            .cut(after: 300_000))
        let folder = TemporaryFolder()
        let run = try await EngineRun { $0.asksUser = false }
        let id = try await run.add(origin.url(), to: folder.path, fragments: fragments)
        try await run.wait(forEndOf: id)
        #expect(folder.holds(body, as: "file.bin"))
        await run.stop()
        try await origin.stop()
    }

    @Test(arguments: [true, false])
    func `one 416 on resuming costs nothing`(sayingTotal: Bool) async throws {
        let body = Body.pattern(1 << 20)
        let origin = try await FaultOrigin.start(body: body)
        origin.misbehave([
            .when(.request(1), .cut(after: 600_000)),
            .when(.request(2), .rangeNotSatisfiable(sayingTotal: sayingTotal)),
        ])
        let folder = TemporaryFolder()
        let run = try await EngineRun { $0.asksUser = false }
        let id = try await run.add(origin.url(), to: folder.path, fragments: 1)
        try await run.wait(forEndOf: id)
        #expect(folder.holds(body, as: "file.bin"))
        #expect(origin.bytesServed < 1_200_000)
        await run.stop()
        try await origin.stop()
    }
}
