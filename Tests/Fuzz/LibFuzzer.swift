#if FUZZING
import CLibFuzzer
import Glibc
import Testing

/// Runs libFuzzer on the target named by the environment; see `Resources/check`.
struct LibFuzzer {
    private static let target = FuzzTarget.named(variable("PDL_FUZZ_TARGET"))

    @Test func `libFuzzer`() throws {
        let target = try #require(Self.target, "PDL_FUZZ_TARGET names no target")
        let corpus = Self.variable("PDL_FUZZ_CORPUS")
        for (number, seed) in target.seeds.enumerated() {
            let file = try #require(fopen("\(corpus)/seed-\(number)", "w"))
            fwrite(seed, 1, seed.count, file)
            fclose(file)
        }
        let words =
            ["fuzz", "-max_len=\(target.longest)"]
            + Self.variable("PDL_FUZZ_ARGUMENTS").split(separator: " ").map { String($0) }
            + [corpus]
        var arguments = words.map { strdup($0) } + [nil]
        var count = Int32(words.count)
        arguments.withUnsafeMutableBufferPointer { arguments in
            var arguments = arguments.baseAddress
            _ = LLVMFuzzerRunDriver(&count, &arguments) { data, size in
                LibFuzzer.run(Array(UnsafeBufferPointer(start: data, count: size)))
                return 0
            }
        }
    }

    /// Traps when an input violates an invariant or takes more than 64 MiB.
    private static func run(_ bytes: [UInt8]) {
        guard let target else { return }
        let before = peak
        if let problem = target.check(bytes) { fatalError("broken promise: \(problem)") }
        let growth = peak - before
        if growth > 64 << 10 { fatalError("an input took \(growth) KiB") }
    }

    /// The peak memory of the process in KiB.
    private static var peak: Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss
    }

    private static func variable(_ name: String) -> String {
        getenv(name).map { String(cString: $0) } ?? ""
    }
}
#endif
