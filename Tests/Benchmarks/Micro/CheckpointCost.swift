import DownloadCore
import DownloadEngine
import Harness

/// Measures a checkpoint, which records the completed bytes of a part file.
enum CheckpointCost {
    static func report() throws {
        print("\na checkpoint of a part file (4 KiB written before each)")
        let block = [UInt8](repeating: 1, count: 4_096)
        for count in [1, 16, 64, 500] {
            let folder = try TemporaryFolder()
            let length: Int64 = 1 << 30
            let part = try PartFile.create(
                in: folder.path,
                identity: PartIdentity(
                    length: length, validator: "\"v1\"", name: "file", givesRanges: true),
                policy: .fail, numbering: { name, _ in name })
            let share = length / Int64(count)
            for number in 0..<count {
                try part.write(block.span.bytes, at: Int64(number) * share)
            }
            var position: Int64 = 4_096
            var times: [Double] = []
            let clock = ContinuousClock()
            for _ in 0..<400 {
                try part.write(block.span.bytes, at: position)
                position += 4_096
                times.append(try clock.measure { try part.checkpoint() } / .microseconds(1))
            }
            note("with \(count) ranges", times.percentile(0.5), "µs, median")
        }
    }
}
