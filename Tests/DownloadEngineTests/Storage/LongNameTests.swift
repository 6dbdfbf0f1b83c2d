import DownloadCore
import Glibc
import Testing

@testable import DownloadEngine

/// Names for which the suffix `.part` is too long.
@Suite struct LongNameTests {
    let folder = TemporaryFolder()

    private static let names: [String] = [1, 249, 250, 251, 252, 253, 254, 255]
        .flatMap { names(of: $0) }

    /// Names of this many bytes.
    private static func names(of size: Int) -> [String] {
        let letters = String(repeating: "a", count: size)
        let wide = String(repeating: "é", count: size / 2) + (size % 2 == 1 ? "b" : "")
        guard size > 4 else { return [letters] }
        return [letters, String(letters.dropLast(4)) + ".iso", wide]
    }

    @Test(arguments: names)
    func `a file of any allowed name can be fetched, stopped and resumed`(name: String)
        throws
    {
        let partName = PartFile.partName(for: name)
        #expect(partName.utf8.count <= 255 && partName.hasSuffix(".part"))
        #expect((partName == name + ".part") == (name.utf8.count <= 250))
        let part = try PartFile.make(in: folder, name: name, length: 10_000)
        #expect(folder.names == [partName])
        #expect(PartFile.free([name, "x"], in: folder.path) == [false, true])
        try part.fill(ByteRange(0, 5_000))
        let known = part.known
        try part.close()
        let again = try #require(try PartFile.adopt(in: folder.path, name: name))
        #expect(again.covered.count == 5_000 && again.identity.name == name)
        try again.close()
        let found = try #require(
            try PartFile.find(
                in: folder.path, name: name, numbering: { FileName.numbered($0, $1) },
                matching: { $0.validator == "\"v1\"" }))
        try found.close()
        let last = try #require(try PartFile.adopt(in: folder.path, name: name, known: known))
        try last.fill(ByteRange(5_000, 10_000))
        #expect(try last.finish() == name)
        #expect(folder.names == [name])
        let bytes = pattern(ByteRange(0, 100))
        let second = try bytes.withUnsafeBytes { bytes in
            try PartFile.writeWhole(
                bytes, name: name, in: folder.path, policy: .overwrite,
                numbering: { FileName.numbered($0, $1) })
        }
        #expect(second == name && folder.content(name) == bytes)
    }

    @Test func `two long names with a common prefix have two part files`() {
        let stem = String(repeating: "a", count: 252)
        let names = ["b", "c", ""].map { PartFile.partName(for: stem + $0) }
        #expect(Set(names).count == 3)
    }

    @Test func `a suffix fits any name`() {
        #expect(FileName.appending(".bad", to: "a.iso") == "a.iso.bad")
        let long = String(repeating: "a", count: 250) + ".iso"
        let name = FileName.appending(".bad", to: long)
        #expect(name == String(repeating: "a", count: 247) + ".iso.bad")
        #expect(name.utf8.count == 255)
    }
}
