import DownloadCore
import Glibc
import Testing

@testable import DownloadEngine

/// A folder that is deleted with its content when the test ends.
final class TemporaryFolder: Sendable {
    let path: String

    /// Creates a folder; without one, every use of the path fails.
    init() {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array((parent + "/pdl-storage-XXXXXX").utf8CString)
        let isMade = mkdtemp(&template) != nil
        if !isMade { Issue.record("no folder in \(parent): \(String(cString: strerror(errno)))") }
        path =
            isMade
            ? String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
            : "/dev/null/none"
    }

    deinit { Self.remove(path) }

    /// The names in the folder, sorted.
    var names: [String] { Self.names(in: path) }

    /// The content of a file; `nil` when there is none.
    func content(_ name: String) -> [UInt8]? {
        guard let file = fopen(path + "/" + name, "r") else { return nil }
        defer { fclose(file) }
        fseek(file, 0, SEEK_END)
        var bytes: [UInt8] = Array(repeating: 0, count: ftell(file))
        rewind(file)
        guard fread(&bytes, 1, bytes.count, file) == bytes.count else { return nil }
        return bytes
    }

    func put(_ bytes: [UInt8], _ name: String) {
        guard let file = fopen(path + "/" + name, "w") else { return }
        fwrite(bytes, 1, bytes.count, file)
        fclose(file)
    }

    private static func names(in path: String) -> [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    private static func remove(_ path: String) {
        for name in names(in: path) {
            let child = path + "/" + name
            if unlink(child) != 0 { remove(child) }
        }
        rmdir(path)
    }
}

/// The bytes of a file that differ at almost each position and for each seed.
func pattern(_ range: ByteRange, seed: Int = 1) -> [UInt8] {
    let block = patternBlocks[seed]
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Int(range.count))
    var position = Int(range.start)
    while position < Int(range.end) {
        let start = position % block.count
        let some = block[start..<min(block.count, start + Int(range.end) - position)]
        bytes += some
        position += some.count
    }
    return bytes
}

/// The repeated noise of patterns; its length is a prime, so that no two pages are the same.
///
/// Never 0: an unwritten byte reads as 0.
private let patternBlocks: [[UInt8]] = (0..<4).map { seed in
    var random = SeededRandom(seed: UInt64(seed))
    var block: [UInt8] = []
    block.reserveCapacity(65_537)
    while block.count < 65_537 {
        block.append(UInt8(truncatingIfNeeded: random.next() >> 32) | 1)
    }
    return block
}

/// `("a.iso", 2)` gives `a (2).iso`, as the rules for names do.
func numbered(_ name: String, _ number: Int) -> String {
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else {
        return "\(name) (\(number))"
    }
    return "\(name[..<dot]) (\(number))\(name[dot...])"
}

extension PartFile {
    /// Creates a part file for most tests.
    static func make(
        in folder: TemporaryFolder, name: String = "a.iso", length: Int64?,
        validator: String = "\"v1\"", policy: ExistingFilePolicy = .rename,
        system: any FileSystem = LinuxFileSystem()
    ) throws(DownloadError) -> PartFile {
        try create(
            in: folder.path,
            identity: PartIdentity(
                length: length, validator: validator, name: name, givesRanges: true),
            policy: policy, numbering: numbered, system: system)
    }

    /// Writes the pattern's bytes of `range`.
    func fill(_ range: ByteRange, seed: Int = 1) throws(DownloadError) {
        let bytes = pattern(range, seed: seed)
        try write(bytes.span.bytes, at: range.start)
    }

    func finish(policy: ExistingFilePolicy = .rename) throws(DownloadError) -> String {
        try finish(policy: policy, numbering: numbered)
    }
}
