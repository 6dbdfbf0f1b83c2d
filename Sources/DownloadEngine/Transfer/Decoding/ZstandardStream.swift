import Glibc

/// Zstandard (RFC 8878), with windows of at most 8 MiB (RFC 9659).
final class ZstandardStream: DecodingStream {
    /// `ZSTD_inBuffer` and `ZSTD_outBuffer`.
    private struct Buffer {
        var bytes: UnsafeRawPointer?
        var size: Int
        var position: Int
    }

    private struct Functions: Sendable {
        let create: @convention(c) () -> OpaquePointer?
        let limit: @convention(c) (OpaquePointer, Int32, Int32) -> Int
        let step:
            @convention(c) (OpaquePointer, UnsafeMutableRawPointer, UnsafeMutableRawPointer) -> Int
        let isError: @convention(c) (Int) -> UInt32
        let destroy: @convention(c) (OpaquePointer) -> Int

        init?() {
            let library = DynamicLibrary.open("libzstd.so.1")
            guard
                let create = DynamicLibrary.function(
                    "ZSTD_createDStream", in: library,
                    as: (@convention(c) () -> OpaquePointer?).self),
                let limit = DynamicLibrary.function(
                    "ZSTD_DCtx_setParameter", in: library,
                    as: (@convention(c) (OpaquePointer, Int32, Int32) -> Int).self),
                let step = DynamicLibrary.function(
                    "ZSTD_decompressStream", in: library,
                    as: (@convention(c) (
                        OpaquePointer, UnsafeMutableRawPointer, UnsafeMutableRawPointer
                    ) -> Int).self),
                let isError = DynamicLibrary.function(
                    "ZSTD_isError", in: library, as: (@convention(c) (Int) -> UInt32).self),
                let destroy = DynamicLibrary.function(
                    "ZSTD_freeDStream", in: library,
                    as: (@convention(c) (OpaquePointer) -> Int).self)
            else { return nil }
            self.create = create
            self.limit = limit
            self.step = step
            self.isError = isError
            self.destroy = destroy
        }
    }

    private static let functions = Functions()
    /// `ZSTD_d_windowLogMax`, and 8 MiB as a power of two.
    private static let (windowLimit, mostWindow): (Int32, Int32) = (100, 23)
    private let functions: Functions
    private let state: OpaquePointer

    init?() {
        guard let functions = ZstandardStream.functions, let state = functions.create() else {
            return nil
        }
        (self.functions, self.state) = (functions, state)
        _ = functions.limit(state, ZstandardStream.windowLimit, ZstandardStream.mostWindow)
    }

    deinit { _ = functions.destroy(state) }

    /// Frames may follow each other; each one starts without a reset.
    func begins(_ input: UnsafeRawBufferPointer) -> Bool { !input.isEmpty }

    func restart() {}

    func step(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(Malformed) -> (read: Int, written: Int, isAtEnd: Bool) {
        var source = Buffer(bytes: input.baseAddress, size: input.count, position: 0)
        var target = Buffer(
            bytes: UnsafeRawPointer(output.baseAddress), size: output.count, position: 0)
        let result = functions.step(state, &target, &source)
        guard functions.isError(result) == 0 else { throw Malformed() }
        return (source.position, target.position, result == 0)
    }
}
