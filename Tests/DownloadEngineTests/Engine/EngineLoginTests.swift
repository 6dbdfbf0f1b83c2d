import DownloadCore
import FaultOrigin
import Harness
import Testing

@testable import DownloadEngine

/// When servers get user names and passwords.
@Suite struct `An engine and passwords` {
    /// Where the password comes from.
    enum Source: CaseIterable {
        case option, url
    }

    private let basic = "Basic bWU6c2VjcmV0"

    /// A server that refuses requests unless `Authorization` starts with a word.
    private func origin(
        _ word: String, status: Int = 401, challenges: [String]
    ) async throws -> FaultOrigin {
        let isRefused = Condition { $0.field("authorization")?.hasPrefix(word) != true }
        return try await FaultOrigin.start(
            Resource(.pattern(3 << 20)),
            faults: [.when(isRefused, .status(status))]
                + challenges.map { .when(isRefused, .fields(Field("WWW-Authenticate", $0))) })
    }

    private func passwords(_ origin: FaultOrigin) -> [String?] {
        origin.log.map { $0.request.field("authorization") }
    }

    private func add(
        _ source: Source, _ origin: FaultOrigin, _ folder: TemporaryFolder, to run: EngineRun
    )
        async throws -> DownloadID
    {
        switch source {
        case .url:
            let url = origin.url().replacing("http://", with: "http://me:secret@")
            return try await run.add(url, to: folder.path)
        case .option:
            return try await run.add(origin.url(), to: folder.path) {
                $0.transport.credentials = "me:secret"
            }
        }
    }

    private static let digest = #"Digest realm="r", nonce="n", qop="auth", algorithm=MD5"#

    @Test(
        arguments: Source.allCases,
        [[digest], [digest, "Basic realm=\"r\""], ["Basic realm=\"r\", \(digest)"]])
    func `a server with Digest never sees the password`(
        _ source: Source, _ challenges: [String]
    ) async throws {
        let origin = try await origin("Digest ", challenges: challenges)
        let folder = TemporaryFolder()
        let run = try await EngineRun()
        for _ in 1...2 { try await run.wait(forEndOf: add(source, origin, folder, to: run)) }
        #expect(!passwords(origin).contains { $0?.hasPrefix("Basic") ?? false })
        await run.stop()
        try await origin.stop()
    }

    @Test(arguments: Source.allCases)
    func `a server with Basic is asked once without the password`(_ source: Source)
        async throws
    {
        let origin = try await origin(basic, challenges: ["Basic realm=\"r\""])
        let folder = TemporaryFolder()
        let run = try await EngineRun()
        try await run.wait(forEndOf: add(source, origin, folder, to: run))
        let before = origin.log.count
        try await run.wait(forEndOf: add(source, origin, folder, to: run))
        #expect(passwords(origin).prefix(before).contains(nil))
        #expect(!passwords(origin).dropFirst(before).contains(nil))
        await run.stop()
        try await origin.stop()
    }

    @Test(arguments: Source.allCases, [403, 404])
    func `a server that answers 404 instead of 401 gets the password`(
        _ source: Source, _ status: Int
    ) async throws {
        let origin = try await origin(basic, status: status, challenges: [])
        let folder = TemporaryFolder()
        let run = try await EngineRun()
        try await run.wait(forEndOf: add(source, origin, folder, to: run))
        #expect(folder.holds(.pattern(3 << 20), as: "file.bin"))
        await run.stop()
        try await origin.stop()
    }
}

struct HostLoginTests {
    @Test func `Basic is sent unasked only while nothing suggests Digest`() {
        var login = HostLogin()
        login.accepted(offeringBasic: true, digest: false)
        #expect(login.sendsBasic)
        var isAskedAgain = login.refused(404, wasChallenged: false, digest: false)
        #expect(!isAskedAgain && !login.sendsBasic)
        isAskedAgain = login.refused(404, wasChallenged: false, digest: false)
        #expect(isAskedAgain && login.sendsBasic)
        login.accepted(offeringBasic: true, digest: true)
        #expect(!login.sendsBasic)
        isAskedAgain = login.refused(404, wasChallenged: false, digest: false)
        #expect(!isAskedAgain && !login.sendsBasic)
    }

    @Test(arguments: [(401, false), (403, true), (404, true), (410, false), (500, false)])
    func `only statuses that may hide a file are repeated`(_ status: Int, _ again: Bool) {
        var login = HostLogin()
        var isAskedAgain = login.refused(status, wasChallenged: false, digest: false)
        #expect(isAskedAgain == again && login.sendsBasic == again)
        login = HostLogin()
        isAskedAgain = login.refused(status, wasChallenged: true, digest: false)
        #expect(!isAskedAgain)
    }
}
