import DownloadCore
import DownloadEngine
import FaultOrigin
import Foundation
import Harness
import Testing

/// Fetches a file into a folder and prints its progress.
func fetch(_ url: String, into folder: String) async throws {
    let engine = try await Engine.start()
    await engine.add([DownloadRequest(source: url, directory: folder)])
    for await snapshot in engine.snapshots() {
        guard let download = snapshot.downloads.first else { continue }
        print(download.name, download.received, "of", download.length ?? 0)
        if case .failed(let error) = download.state { throw error }
        if download.state == .done { break }
    }
    await engine.shutdown()
}

/// The example of the library's first page, compiled, run and compared with the printed one.
@Suite struct `The example of the library` {
    @Test func `fetches a file`() async throws {
        try await Turns.shared.take {
            let body = Body.pattern(300_000)
            let origin = try await FaultOrigin.start(body: body)
            let folder = try TemporaryFolder()
            try await fetch(origin.url(), into: folder.path)
            #expect(try body.isContent(ofFile: folder.file("file.bin")))
            origin.misbehave(.status(404))
            await #expect(throws: DownloadError.self) {
                try await fetch(origin.url("/gone"), into: folder.path)
            }
            try await origin.stop()
        }
    }

    @Test func `matches the article`() throws {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let source = try String(
            contentsOf: tests.appending(path: "ExampleTests.swift"), encoding: .utf8)
        let article = try String(
            contentsOf: tests.appending(
                path: "../../Sources/DownloadEngine/Documentation.docc/DownloadEngine.md"),
            encoding: .utf8)
        let begin = try #require(article.range(of: "```swift\n"))
        let end = try #require(
            article.range(of: "```\n", range: begin.upperBound..<article.endIndex))
        #expect(source.contains(article[begin.upperBound..<end.lowerBound]))
    }
}
