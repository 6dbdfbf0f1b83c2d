import Glibc

/// Brotli (RFC 7932).
final class BrotliStream: DecodingStream {
    private struct Functions: Sendable {
        let create:
            @convention(c) (OpaquePointer?, OpaquePointer?, OpaquePointer?) -> OpaquePointer?
        let step:
            @convention(c) (
                OpaquePointer, UnsafeMutablePointer<Int>,
                UnsafeMutablePointer<UnsafeRawPointer?>, UnsafeMutablePointer<Int>,
                UnsafeMutablePointer<UnsafeMutableRawPointer?>, UnsafeMutablePointer<Int>?
            ) -> Int32
        let destroy: @convention(c) (OpaquePointer) -> Void

        init?() {
            let library = DynamicLibrary.open("libbrotlidec.so.1")
            guard
                let create = DynamicLibrary.function(
                    "BrotliDecoderCreateInstance", in: library,
                    as: (@convention(c) (OpaquePointer?, OpaquePointer?, OpaquePointer?) ->
                        OpaquePointer?).self),
                let step = DynamicLibrary.function(
                    "BrotliDecoderDecompressStream", in: library,
                    as: (@convention(c) (
                        OpaquePointer, UnsafeMutablePointer<Int>,
                        UnsafeMutablePointer<UnsafeRawPointer?>, UnsafeMutablePointer<Int>,
                        UnsafeMutablePointer<UnsafeMutableRawPointer?>, UnsafeMutablePointer<Int>?
                    ) -> Int32).self),
                let destroy = DynamicLibrary.function(
                    "BrotliDecoderDestroyInstance", in: library,
                    as: (@convention(c) (OpaquePointer) -> Void).self)
            else { return nil }
            (self.create, self.step, self.destroy) = (create, step, destroy)
        }
    }

    private static let functions = Functions()
    private let functions: Functions
    private let state: OpaquePointer

    init?() {
        guard let functions = BrotliStream.functions, let state = functions.create(nil, nil, nil)
        else { return nil }
        (self.functions, self.state) = (functions, state)
    }

    deinit { functions.destroy(state) }

    func begins(_ input: UnsafeRawBufferPointer) -> Bool { false }

    func restart() throws(Malformed) { throw Malformed() }

    func step(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(Malformed) -> (read: Int, written: Int, isAtEnd: Bool) {
        var (inputLeft, outputLeft) = (input.count, output.count)
        var (next, place) = (input.baseAddress, output.baseAddress)
        // BROTLI_DECODER_RESULT_: 0 error, 1 success, 2 needs more input, 3 needs more output.
        let result = functions.step(state, &inputLeft, &next, &outputLeft, &place, nil)
        guard 1...3 ~= result else { throw Malformed() }
        return (input.count - inputLeft, output.count - outputLeft, result == 1)
    }
}
