import DownloadCore
import Glibc

@testable import DownloadEngine

/// A folder that is gone with its content when the test ends.
final class TemporaryFolder: Sendable {
    let path: String

    init() {
        var template = Array("/tmp/pdl-storage-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { fatalError("no temporary folder") }
        self.path = String(
            decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
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

/// The bytes of a file that is different at each position and for each seed.
func pattern(_ range: ByteRange, seed: UInt64 = 1) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Int(range.count))
    for position in range.start..<range.end {
        var word =
            UInt64(bitPattern: position) &* 0x9E37_79B9_7F4A_7C15 &+ seed &* 0xD1B5_4A32_D192_ED03
        word ^= word >> 29
        word = word &* 0xBF58_476D_1CE4_E5B9
        // Never 0: a byte that was not written reads as 0.
        bytes.append(UInt8(truncatingIfNeeded: word >> 32) | 1)
    }
    return bytes
}

/// `("a.iso", 2)` gives `a (2).iso`, as the rules for names do.
func numbered(_ name: String, _ number: Int) -> String {
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else {
        return "\(name) (\(number))"
    }
    return "\(name[..<dot]) (\(number))\(name[dot...])"
}

extension PartFile {
    /// Makes a part file as most tests want it.
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
    func fill(_ range: ByteRange, seed: UInt64 = 1) throws(DownloadError) {
        let bytes = pattern(range, seed: seed)
        try write(bytes.span.bytes, at: range.start)
    }

    func finish(policy: ExistingFilePolicy = .rename) throws(DownloadError) -> String {
        try finish(policy: policy, numbering: numbered)
    }
}
