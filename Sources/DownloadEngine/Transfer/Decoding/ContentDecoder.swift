/// Decodes a response body in a content coding (RFC 9110 section 8.4.1), and tells whether the
/// encoded stream is complete.
///
/// libcurl decodes too, but does not report that a stream ends early inside a complete message.
final class ContentDecoder {
    /// The body is not in the coding that its head names.
    struct Malformed: Error {}

    /// The name of the coding.
    let coding: String
    private let stream: any DecodingStream
    /// Whether the encoded stream has ended.
    private(set) var isAtEnd = false
    /// Whether the body is empty so far.
    private(set) var isEmpty = true
    /// Whether the decoder may hold decoded bytes that did not fit into the output.
    private(set) var mayHoldOutput = false

    /// Creates a decoder for a coding, in lower case; `nil` when it is unknown or its library is
    /// missing.
    init?(_ coding: String) {
        let stream: (any DecodingStream)? =
            switch coding {
            case "gzip": ZlibStream(.gzip)
            case "deflate": ZlibStream(.deflate)
            case "br": BrotliStream()
            case "zstd": ZstandardStream()
            default: nil
            }
        guard let stream else { return nil }
        self.stream = stream
        self.coding = coding
    }

    /// Decodes as much as fits.
    ///
    /// - Parameters:
    ///   - input: Encoded bytes; those after the end of the stream are ignored, as `gunzip` does.
    ///   - output: The buffer for decoded bytes.
    /// - Returns: The numbers of bytes read and written.
    /// - Throws: `Malformed`.
    func decode(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(Malformed) -> (read: Int, written: Int) {
        var (read, written) = (0, 0)
        if !input.isEmpty { isEmpty = false }
        while read < input.count || mayHoldOutput {
            let rest = UnsafeRawBufferPointer(rebasing: input[read...])
            if isAtEnd {
                guard stream.begins(rest) else { return (input.count, written) }
                try stream.restart()
                isAtEnd = false
            }
            let room = UnsafeMutableRawBufferPointer(rebasing: output[written...])
            guard !room.isEmpty else { break }
            let step = try stream.step(rest, into: room)
            read += step.read
            written += step.written
            isAtEnd = step.isAtEnd
            mayHoldOutput = !isAtEnd && step.written == room.count
            if step.read == 0, step.written == 0, !isAtEnd { break }
        }
        return (read, written)
    }

    /// Decodes a complete body.
    ///
    /// - Parameters:
    ///   - body: The encoded bytes.
    ///   - most: The most decoded bytes to accept.
    /// - Returns: The decoded bytes; `nil` when there are more.
    /// - Throws: `Malformed`, also for a stream that ends early.
    func decode(whole body: [UInt8], most: Int) throws(Malformed) -> [UInt8]? {
        var decoded: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        var position = 0
        repeat {
            let result = body.withUnsafeBytes { input in
                buffer.withUnsafeMutableBytes { output in
                    Result { () throws(Malformed) in
                        try decode(
                            UnsafeRawBufferPointer(rebasing: input[position...]), into: output)
                    }
                }
            }
            let (read, written) = try result.get()
            decoded += buffer[..<written]
            guard decoded.count <= most else { return nil }
            if read == 0, written == 0 { break }
            position += read
        } while position < body.count || mayHoldOutput
        guard isAtEnd || isEmpty else { throw Malformed() }
        return decoded
    }
}
