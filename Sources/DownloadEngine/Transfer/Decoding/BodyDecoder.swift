/// Decodes a response body in one content coding or several.
protocol BodyDecoder: AnyObject {
    /// The names of the codings, in the order in which they were applied.
    var coding: String { get }
    /// Whether the encoded stream has ended.
    var isAtEnd: Bool { get }
    /// Whether the body is empty so far.
    var isEmpty: Bool { get }
    /// Whether the decoder may hold decoded bytes that did not fit into the output.
    var mayHoldOutput: Bool { get }

    /// Decodes as much as fits.
    ///
    /// - Parameters:
    ///   - input: Encoded bytes; those after the end of the stream are ignored, as `gunzip` does.
    ///   - output: The buffer for decoded bytes.
    /// - Returns: The numbers of bytes read and written.
    /// - Throws: `Malformed`.
    func decode(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(Malformed) -> (read: Int, written: Int)
}

/// The body is not in the coding that its head names.
struct Malformed: Error {}

extension BodyDecoder {
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
