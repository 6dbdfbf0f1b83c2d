import CZlib

/// gzip (RFC 1952) and deflate (RFC 1950; many servers send RFC 1951 instead).
final class ZlibStream: DecodingStream {
    enum Kind { case gzip, deflate }

    private let kind: Kind
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    /// Whether the stream is read without a zlib header, which it lacks.
    private var isRaw = false
    private var hasOutput = false
    /// The first input, needed again if the stream turns out to have no header.
    private var start: [UInt8] = []

    init?(_ kind: Kind) {
        self.kind = kind
        stream.initialize(to: z_stream())
        // With 16 added, zlib expects a gzip header; without, a zlib header.
        let window = kind == .gzip ? MAX_WBITS + 16 : MAX_WBITS
        guard ZlibStream.open(stream, window) else {
            stream.deallocate()
            return nil
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    private static func open(_ stream: UnsafeMutablePointer<z_stream>, _ window: Int32) -> Bool {
        inflateInit2_(stream, window, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    }

    func begins(_ input: UnsafeRawBufferPointer) -> Bool {
        kind == .gzip && input.first == 0x1F
    }

    func restart() throws(Malformed) {
        guard inflateReset(stream) == Z_OK else { throw Malformed() }
    }

    func step(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(Malformed) -> (read: Int, written: Int, isAtEnd: Bool) {
        let (result, read, written) = inflate(input, into: output)
        if written > 0 { hasOutput = true }
        if result == Z_DATA_ERROR, kind == .deflate, !isRaw, !hasOutput {
            return try stepRaw(input, into: output)
        }
        if kind == .deflate, !isRaw, !hasOutput, start.count < 8 { start += input.prefix(read) }
        switch result {
        case Z_STREAM_END: return (read, written, true)
        case Z_OK, Z_BUF_ERROR: return (read, written, false)
        default: throw Malformed()
        }
    }

    /// Restarts without a header: with the bytes that have been read, then with the input.
    private func stepRaw(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(Malformed) -> (read: Int, written: Int, isAtEnd: Bool) {
        isRaw = true
        guard inflateReset2(stream, -MAX_WBITS) == Z_OK else { throw Malformed() }
        let before = start
        start = []
        let first = before.withUnsafeBytes { inflate($0, into: output) }
        guard first.result == Z_OK || first.result == Z_BUF_ERROR, first.read == before.count
        else { throw Malformed() }
        let room = UnsafeMutableRawBufferPointer(rebasing: output[first.written...])
        let step = try step(input, into: room)
        return (step.read, first.written + step.written, step.isAtEnd)
    }

    private func inflate(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) -> (result: Int32, read: Int, written: Int) {
        let most = Int(Int32.max)
        // zlib only reads from `next_in`, although it is declared as mutable.
        stream.pointee.next_in = UnsafeMutablePointer(
            mutating: input.bindMemory(to: UInt8.self).baseAddress)
        stream.pointee.avail_in = UInt32(min(input.count, most))
        stream.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
        stream.pointee.avail_out = UInt32(min(output.count, most))
        let result = CZlib.inflate(stream, Z_NO_FLUSH)
        return (
            result, min(input.count, most) - Int(stream.pointee.avail_in),
            min(output.count, most) - Int(stream.pointee.avail_out)
        )
    }
}
