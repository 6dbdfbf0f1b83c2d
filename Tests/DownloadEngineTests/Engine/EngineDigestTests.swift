import DownloadCore
import FaultOrigin
import Foundation
import Testing

@testable import DownloadEngine

/// The verification of files, and corrupt files.
@Suite struct `An engine and digests` {
    private let body = Body.pattern(300_000)

    private func hex(_ algorithm: Checksum.Algorithm = .sha256) -> String {
        BodyDigest.hex(of: body.bytes(in: 0..<body.count).span.bytes, algorithm)
    }

    private func declare(_ name: String, _ value: String) -> Fault {
        .response { _, response in response.append(name, value) }
    }

    /// A page of text at a path.
    private func page(_ path: String, _ text: String) -> Fault {
        .when(
            .path(path),
            .response { _, response in
                response.become(status: 200, text: text)
            })
    }

    private func base64(_ hex: String) -> String {
        let digits = Array(hex)
        let bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
            UInt8(String(digits[$0...$0 + 1]), radix: 16)
        }
        return Data(bytes).base64EncodedString()
    }

    @Test(arguments: [
        ("Repr-Digest", "sha-256=:%:"), ("Digest", "SHA-256=%"), ("Content-Digest", "sha-256=:%:"),
    ])
    func `a declared digest is verified automatically`(
        _ field: String, _ form: String
    ) async throws {
        let right = form.replacingOccurrences(of: "%", with: base64(hex()))
        let wrong = form.replacingOccurrences(
            of: "%", with: base64(String(repeating: "0f", count: 32)))
        for (value, isRight) in [(right, true), (wrong, false)] {
            let origin = try await FaultOrigin.start(
                body: body, .resource { $0.givesRanges = false }, declare(field, value))
            let folder = TemporaryFolder()
            let run = try await EngineRun()
            let id = try await run.add(origin.url(), to: folder.path)
            if isRight {
                let end = try await run.wait(forEndOf: id)
                #expect(end.digest?.words == "sha-256 from the server")
                #expect(folder.holds(body, as: "file.bin"))
            } else {
                let end = try await run.wait(for: id, "failure") {
                    if case .failed = $0.state { true } else { false }
                }
                guard case .failed(let error) = end.state else { continue }
                #expect(error.kind == .checksum)
                #expect(error.cause.contains(hex()), "\(error)")
                #expect(error.cause.contains(String(repeating: "0f", count: 32)))
                #expect(error.cause.contains("kept as file.bin.bad"))
                #expect(folder.names == ["file.bin.bad"])
                #expect(folder.holds(body, as: "file.bin.bad"))
            }
            await run.stop()
            try await origin.stop()
        }
    }

    @Test func `a corrupt file never replaces another, and a retry fetches it again`()
        async throws
    {
        let other = Body.pattern(300_000, seed: 2)
        let origin = try await FaultOrigin.start(
            body: other, .when(.path("/file.bin"), .none))
        let folder = TemporaryFolder()
        folder.put([7], "file.bin.bad")
        let run = try await EngineRun()
        let id = try await run.add(origin.url(), to: folder.path) {
            $0.checksum = Checksum("sha256:\(hex())")
        }
        try await run.wait(for: id, "failure") {
            if case .failed = $0.state { true } else { false }
        }
        #expect(folder.names == ["file.bin (1).bad", "file.bin.bad"])
        #expect(folder.content("file.bin.bad") == [7])
        #expect(folder.holds(other, as: "file.bin (1).bad"))
        origin.misbehave(.resource { $0.body = body })
        await run.engine.perform(.retry([id]))
        try await run.wait(forEndOf: id)
        #expect(folder.holds(body, as: "file.bin"))
        await run.stop()
        try await origin.stop()
    }

    @Test func `a checksum file is fetched with the request's headers`() async throws {
        for (path, text) in [
            ("/dir/file.bin.sha256", "\(hex())\n"),
            ("/dir/SHA512SUMS", "\(hex(.sha512)) *./file.bin\n"),
            ("/dir/file.bin.md5", "MD5 (file.bin) = \(hex(.md5))\n"),
        ] {
            let origin = try await FaultOrigin.start(
                body: body, .when(!.path("/dir/file.bin"), .status(404)), page(path, text))
            let folder = TemporaryFolder()
            let run = try await EngineRun()
            let id = try await run.add(origin.url("/dir/file.bin?x=1"), to: folder.path) {
                $0.digestSource = .file
                $0.transport.headers = ["X-Key: secret"]
            }
            let end = try await run.wait(forEndOf: id)
            #expect(end.digest?.origin == .file(String(path.dropFirst(5))))
            #expect(origin.log.allSatisfy { $0.request.field("x-key") == "secret" })
            #expect(folder.holds(body, as: "file.bin"))
            await run.stop()
            try await origin.stop()
        }
    }

    @Test func `a missing or unrelated checksum file is reported`() async throws {
        let origin = try await FaultOrigin.start(
            body: body, .when(!.path("/file.bin"), .status(404)),
            page("/SHA256SUMS", "\(hex())  other.bin\n<html>"))
        let folder = TemporaryFolder()
        let run = try await EngineRun()
        let id = try await run.add(origin.url(), to: folder.path) { $0.digestSource = .file }
        let end = try await run.wait(for: id, "failure") {
            if case .failed = $0.state { true } else { false }
        }
        guard case .failed(let error) = end.state else { return }
        #expect(error.cause.hasPrefix("no checksum found for file.bin"), "\(error)")
        #expect(!folder.names.contains("file.bin"))
        await run.stop()
        try await origin.stop()
    }

    @Test func `an endless list is given up`() async throws {
        let long = String(repeating: "x", count: ChecksumList.longest + 1)
        let origin = try await FaultOrigin.start(body: body, page("/file.bin.sha256", long))
        let folder = TemporaryFolder()
        let run = try await EngineRun()
        let id = try await run.add(origin.url(), to: folder.path) { $0.digestSource = .file }
        let end = try await run.wait(for: id, "failure") {
            if case .failed = $0.state { true } else { false }
        }
        guard case .failed(let error) = end.state else { return }
        #expect(error.cause.hasPrefix("file.bin.sha256: is longer than"), "\(error)")
        await run.stop()
        try await origin.stop()
    }

    @Test func `a list redirected to another host gets no credentials`() async throws {
        let other = try await FaultOrigin.start(
            body: body, page("/sums", "\(hex())  file.bin\n"))
        let target = other.url("/sums")
        let origin = try await FaultOrigin.start(
            body: body,
            .when(
                .path("/file.bin.sha256"),
                .response { _, response in
                    response.become(status: 302)
                    response.append("Location", target)
                }))
        let folder = TemporaryFolder()
        let run = try await EngineRun()
        let id = try await run.add(origin.url(), to: folder.path) {
            $0.digestSource = .file
            $0.transport.headers = ["X-Key: secret"]
            $0.transport.bearer = "token"
        }
        try await run.wait(forEndOf: id)
        #expect(other.log.map { $0.request.field("x-key") } == [nil])
        #expect(other.log.map { $0.request.field("authorization") } == [nil])
        await run.stop()
        try await origin.stop()
        try await other.stop()
    }

    @Test func `a mirror's checksum file is requested without the first source's secrets`()
        async throws
    {
        let first = try await FaultOrigin.start(body: body, .status(404))
        let mirror = try await FaultOrigin.start(
            body: body, page("/file.bin.sha256", "\(hex())  file.bin\n"))
        let folder = TemporaryFolder()
        let run = try await EngineRun()
        let id = try await run.add(first.url(), to: folder.path) {
            $0.sources.append(mirror.url())
            $0.digestSource = .file
            $0.transport.headers = ["X-Key: secret"]
            $0.transport.credentials = "user:secret"
            $0.transport.cookies = "session=secret"
        }
        try await run.wait(forEndOf: id)
        #expect(folder.holds(body, as: "file.bin"))
        #expect(mirror.log.contains { $0.request.path == "/file.bin.sha256" })
        for request in mirror.log.map(\.request) {
            for name in ["x-key", "authorization", "cookie"] {
                #expect(request.field(name) == nil, "\(request.path) \(name)")
            }
        }
        #expect(first.log.allSatisfy { $0.request.field("x-key") == "secret" })
        await run.stop()
        try await first.stop()
        try await mirror.stop()
    }

    @Test func `a redirect of a checksum file learns the origin of the referer only`()
        async throws
    {
        let other = try await FaultOrigin.start(
            body: body, page("/digests", "\(hex())  file.bin\n"))
        let first = try await FaultOrigin.start(
            body: body,
            .when(.path("/file.bin.sha256"), .redirect(to: other.url("/to"))))
        other.misbehave(
            .when(.path("/to"), .redirect(to: other.url("/digests"))),
            page("/digests", "\(hex())  file.bin\n"))
        let folder = TemporaryFolder()
        let run = try await EngineRun()
        let id = try await run.add(first.url(), to: folder.path) {
            $0.digestSource = .file
            $0.transport.referer = "http://page.example/?token"
        }
        try await run.wait(forEndOf: id)
        #expect(
            Set(first.log.map { $0.request.field("referer") }) == ["http://page.example/?token"])
        let seen = other.log.map { $0.request.path + " " + ($0.request.field("referer") ?? "") }
        #expect(seen == ["/to http://page.example/", "/digests http://page.example/"])
        await run.stop()
        try await first.stop()
        try await other.stop()
    }

    @Test func `an offered mirror with different bytes does not harm the file`()
        async throws
    {
        let body = Body.pattern(4 << 20)
        let digest = BodyDigest.hex(of: body.bytes(in: 0..<body.count).span.bytes, .sha256)
        // The first bytes of each response are correct, so that comparisons pass.
        let lying = try await FaultOrigin.start(
            body: body,
            .response { _, response in
                response.content = response.content.flatMap { segment -> [Response.Segment] in
                    guard case .body(let body, let range) = segment, range.count > 80_000 else {
                        return [segment]
                    }
                    let start = range.lowerBound + 70_000
                    let wrong = body.bytes(in: start..<range.upperBound).map { ~$0 }
                    return [.body(body, range.lowerBound..<start), .bytes(wrong)]
                }
            })
        let origin = try await FaultOrigin.start(
            body: body, .throttle(64 << 10),
            declare("Repr-Digest", "sha-256=:\(base64(digest)):"),
            declare("Link", "<\(lying.url())>; rel=duplicate"))
        let folder = TemporaryFolder()
        let run = try await EngineRun()
        let id = try await run.add(origin.url(), to: folder.path)
        try await run.wait(for: id, "bytes of the mirror") { _ in lying.bytesServed > 200_000 }
        origin.hurry()
        let end = try await run.wait(forEndOf: id)
        #expect(end.digest != nil)
        #expect(folder.holds(body, as: "file.bin") && folder.names == ["file.bin"])
        await run.stop()
        try await origin.stop()
        try await lying.stop()
    }
}
