import CZlib

/// A decompressor.
protocol DecodingStream: AnyObject {
    /// Decodes as much as fits.
    func step(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(Malformed) -> (read: Int, written: Int, isAtEnd: Bool)

    /// Returns whether bytes after the end of a stream begin another one that belongs to the body.
    func begins(_ input: UnsafeRawBufferPointer) -> Bool

    /// Resets the decompressor for another stream.
    func restart() throws(Malformed)
}
