import Foundation
import Testing

@testable import pdl_tui

/// An allowed folder with symbolic links.
@Suite struct FolderLinkTests {
    private let top: String
    private let allowed: String

    init() throws {
        let files = FileManager.default
        top = files.temporaryDirectory.appendingPathComponent("links-\(UUID().uuidString)").path
        allowed = top + "/allowed"
        for path in ["allowed/real/deep", "allowed/.hidden", "out/folder"] {
            try files.createDirectory(
                atPath: "\(top)/\(path)", withIntermediateDirectories: true)
        }
        for (name, target) in [
            ("out", top + "/out"), ("up", ".."), ("real/up", "../.."), ("broken", top + "/none"),
            ("loop", "loop"), ("chain", "real/chain"), ("real/chain", top + "/out"),
            ("dot", ".hidden"), ("in", "real"), ("back", "../allowed/real"),
            ("file", top + "/out/file"),
        ] {
            try files.createSymbolicLink(
                atPath: "\(allowed)/\(name)", withDestinationPath: target)
        }
        try Data().write(to: URL(fileURLWithPath: top + "/out/file"))
        try files.createSymbolicLink(atPath: top + "/alias", withDestinationPath: allowed)
    }

    private func end() { try? FileManager.default.removeItem(atPath: top) }

    @Test func `a link out of the allowed folder is found, wherever it is in the path`() async {
        let links = FolderLinks([allowed])
        for path in [
            "out", "out/folder", "out/new/folder", "up", "up/out", "real/up", "real/up/out",
            "broken", "broken/x", "loop", "loop/x", "chain", "chain/folder", "dot", "dot/x",
            "file", "file/x",
        ] { #expect(await links.leadOut("\(allowed)/\(path)"), "\(path)") }
        #expect(await links.leadOut(top))
        end()
    }

    @Test func `links within the folder are followed, and missing folders are no fault`() async {
        let links = FolderLinks([allowed])
        for path in ["", "/real", "/in", "/in/deep", "/back", "/in/new/er", "/new", "/real/deep/n"]
        {
            #expect(await !links.leadOut(allowed + path), "\(path)")
        }
        end()
    }

    @Test func `an allowed folder may itself be a link, or missing`() async {
        let links = FolderLinks([top + "/alias", top + "/later/still"])
        #expect(await !links.leadOut(top + "/alias/real"))
        #expect(await !links.leadOut(top + "/later/still/new"))
        #expect(await links.leadOut(top + "/alias/out"))
        #expect(await links.leadOut(top + "/later"))
        #expect(await !FolderLinks(["/"]).leadOut("/usr/share"))
        end()
    }
}
