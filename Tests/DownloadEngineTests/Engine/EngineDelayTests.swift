import DownloadCore
import FaultOrigin
import Testing

@testable import DownloadEngine

/// Servers that serve nothing yet, or name another URL of the file.
@Suite struct `An engine and servers that put it off` {
    /// Returns the error of a download from a server that always sends the same.
    private func error(of url: String, _ server: CannedServer) async throws -> DownloadError? {
        let run = try await EngineRun { $0.retries = 0 }
        let id = try await run.add(url, to: TemporaryFolder().path, fragments: 1)
        let end = try await run.wait(for: id, "end") { $0.isOver }
        await run.stop()
        await server.stop()
        return if case .failed(let error) = end.state { error } else { nil }
    }

    // MARK: FTP

    @Test(arguments: [true, false])
    func `an FTP server that is not ready yet counts as busy`(_ closes: Bool) async throws {
        let ready = closes ? "" : "220 Ready\r\n"
        let server = try await CannedServer.start(
            .init(greeting: "120 Service ready in 003 minutes.\r\n" + ready, closes: closes))
        let error = try await error(of: "ftp://127.0.0.1:\(server.port)/f", server)
        #expect(error?.kind == .busy)
        #expect(
            error?.cause == "the server is not ready yet: 120 Service ready in 003 minutes.")
    }

    // MARK: Several choices

    @Test func `the preferred one of multiple choices is followed`() async throws {
        let body = Body.pattern(100_000)
        let origin = try await FaultOrigin.start(
            body: body, .when(.path("/choices"), .status(300)),
            .when(.path("/choices"), .fields(Field("Location", "/best.bin"))))
        let folder = TemporaryFolder()
        let run = try await EngineRun()
        let id = try await run.add(origin.url("/choices"), to: folder.path)
        try await run.wait(forEndOf: id)
        #expect(folder.names.count == 1 && folder.holds(body, as: folder.names[0]))
        await run.stop()
        try await origin.stop()
    }

    @Test func `multiple choices without a preferred one are an error with advice`()
        async throws
    {
        let origin = try await FaultOrigin.start(body: .pattern(100), .status(300))
        let error = try await EngineRun.error(of: origin.url()) { _ in }
        #expect(error?.cause.contains("several files to choose from") == true)
        try await origin.stop()
    }
}
