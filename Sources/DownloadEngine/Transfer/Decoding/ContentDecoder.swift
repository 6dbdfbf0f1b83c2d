/// Decodes a response body in a content coding (RFC 9110 section 8.4.1), and tells whether the
/// encoded stream is complete.
///
/// libcurl decodes too, but does not report that a stream ends early inside a complete message.
final class ContentDecoder: BodyDecoder {
    let coding: String
    private let stream: any DecodingStream
    private(set) var isAtEnd = false
    private(set) var isEmpty = true
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
}
