import FaultOrigin
import Foundation

extension Body {
    /// Whether the file at `path` has exactly the bytes of this body.
    package func isContent(ofFile path: String) throws -> Bool {
        let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        defer { try? file.close() }
        guard try file.seekToEnd() == UInt64(count) else { return false }
        try file.seek(toOffset: 0)
        var position: Int64 = 0
        while let data = try file.read(upToCount: 1 << 20), !data.isEmpty {
            let end = position + Int64(data.count)
            guard end <= count, Data(bytes(in: position..<end)) == data else { return false }
            position = end
        }
        return position == count
    }

    /// Writes the body to a file.
    package func write(toFile path: String) throws {
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        defer { try? file.close() }
        var position: Int64 = 0
        while position < count {
            let end = min(count, position + 4 << 20)
            try file.write(contentsOf: Data(bytes(in: position..<end)))
            position = end
        }
    }
}
