import Glibc
import Synchronization
import Testing

@testable import pdl_tui

/// Writing to a reader that does not read.
struct DescriptorWriterTests {
    /// A pipe that is full.
    private struct FullPipe: ~Copyable {
        let reading: Int32
        let writing: Int32
        let held: Int

        init() throws {
            var ends: [Int32] = [0, 0]
            try #require(pipe(&ends) == 0)
            (reading, writing) = (ends[0], ends[1])
            let flags = fcntl(writing, F_GETFL)
            _ = fcntl(writing, F_SETFL, flags | O_NONBLOCK)
            var count = 0
            while write(writing, "x", 1) == 1 { count += 1 }
            _ = fcntl(writing, F_SETFL, flags)
            held = count
        }

        /// Reads this many bytes.
        func read(_ count: Int) -> [UInt8] {
            var bytes: [UInt8] = []
            var block = [UInt8](repeating: 0, count: 65_536)
            while bytes.count < count {
                let size = Glibc.read(reading, &block, min(block.count, count - bytes.count))
                guard size > 0 else { break }
                bytes += block[..<size]
            }
            return bytes
        }

        deinit {
            close(reading)
            close(writing)
        }
    }

    @Test func `writing returns at once, and everything arrives in order`() async throws {
        let pipe = try FullPipe()
        let idle = Mutex(0)
        let count = 100_000
        let writer = DescriptorWriter(pipe.writing) { idle.withLock { $0 += 1 } }
        writer.write((0..<count).map { UInt8(truncatingIfNeeded: $0) })
        writer.write("end".utf8)
        #expect(writer.isBusy && writer.backlog == count + 3)
        #expect(!writer.flush(within: 0.01))
        #expect(idle.withLock(\.self) == 0)
        let bytes = pipe.read(pipe.held + count + 3).dropFirst(pipe.held)
        #expect(bytes.elementsEqual((0..<count).map { UInt8(truncatingIfNeeded: $0) } + "end".utf8))
        await writer.flush()
        #expect(!writer.isBusy && writer.backlog == 0 && writer.flush(within: 0))
    }

    @Test func `cancelled output is dropped, and a reopened writer writes again`() throws {
        let pipe = try FullPipe()
        let writer = DescriptorWriter(pipe.writing)
        writer.write("dropped".utf8)
        writer.cancel()
        writer.write("dropped as well".utf8)
        writer.reopen()
        writer.write("kept".utf8)
        #expect(pipe.read(pipe.held + 4).suffix(4).elementsEqual("kept".utf8))
    }

    @Test func `a reader that goes away ends the writing`() async throws {
        ignoreBrokenPipes()
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        close(ends[0])
        let writer = DescriptorWriter(ends[1], ownsDescriptor: true)
        writer.write("unread".utf8)
        await writer.flush()
        #expect(writer.isClosed && !writer.isBusy)
        writer.write("unread".utf8)
        #expect(!writer.isBusy && writer.backlog == 0)
    }
}
