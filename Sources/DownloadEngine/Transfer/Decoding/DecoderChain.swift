/// Decodes a body to which another coding was applied after others.
final class DecoderChain: BodyDecoder {
    private let outer: ContentDecoder
    private let inner: any BodyDecoder
    /// Bytes that `outer` has decoded; those in `pending` are still to be decoded by `inner`.
    private var buffer = [UInt8](repeating: 0, count: 1 << 14)
    private var pending = 0..<0

    /// - Parameters:
    ///   - outer: Decodes the coding that was applied last.
    ///   - inner: Decodes the others.
    init(_ outer: ContentDecoder, then inner: any BodyDecoder) {
        self.outer = outer
        self.inner = inner
    }

    var coding: String { "\(inner.coding), \(outer.coding)" }

    var isAtEnd: Bool { outer.isAtEnd && pending.isEmpty && inner.isAtEnd }

    var isEmpty: Bool { outer.isEmpty }

    var mayHoldOutput: Bool { !pending.isEmpty || inner.mayHoldOutput || outer.mayHoldOutput }

    func decode(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(Malformed) -> (read: Int, written: Int) {
        var (read, written) = (0, 0)
        while true {
            if pending.isEmpty {
                read += try fill(UnsafeRawBufferPointer(rebasing: input[read...]))
            }
            let step = try empty(into: UnsafeMutableRawBufferPointer(rebasing: output[written...]))
            written += step.written
            // Without progress, either the output is full or more input is needed.
            let isDone = pending.isEmpty && !outer.mayHoldOutput && read == input.count
            if step == (0, 0) || isDone && !inner.mayHoldOutput { return (read, written) }
        }
    }

    /// Decodes input into the buffer.
    private func fill(_ input: UnsafeRawBufferPointer) throws(Malformed) -> Int {
        let outer = outer
        let result = buffer.withUnsafeMutableBytes { buffer in
            Result { () throws(Malformed) in try outer.decode(input, into: buffer) }
        }
        let step = try result.get()
        pending = 0..<step.written
        return step.read
    }

    /// Decodes the buffer.
    private func empty(
        into output: UnsafeMutableRawBufferPointer
    ) throws(Malformed) -> (read: Int, written: Int) {
        let (inner, pending) = (inner, pending)
        let result = buffer.withUnsafeBytes { buffer in
            Result { () throws(Malformed) in
                try inner.decode(UnsafeRawBufferPointer(rebasing: buffer[pending]), into: output)
            }
        }
        let step = try result.get()
        self.pending = (pending.lowerBound + step.read)..<pending.upperBound
        return step
    }
}
