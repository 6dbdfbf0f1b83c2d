import Glibc
import Testing

/// Runs the targets on inputs of 1 MiB, where quadratic behaviour takes minutes.
///
/// `Resources/check large` enables this suite in an optimised build, for the named targets or all.
@Suite(
    .serialized,
    .enabled(
        if: getenv("PDL_LARGE_INPUTS") != nil,
        "inputs of 1 MiB need an optimised build: Resources/check large")) struct LargeInputTests
{
    private static let pieces = [
        "\"", "'", "\\", "(", "[", "{", "<", "<a>", "&", "%", "%41", "\n", "\r\n", " ", "a", "a ",
        "a=", "a,", ";", "=?", "://", "$'", "\\u0041", "0", "\u{301}", "\u{200D}", "ä", "\u{FF}",
    ]

    /// The targets to run.
    private static var targets: [FuzzTarget] {
        let names =
            getenv("PDL_LARGE_INPUTS").map { String(cString: $0).split(separator: " ") } ?? []
        let all = FuzzTarget.all.filter { $0.name != "input" && $0.name != "footer" }
        for name in names {
            precondition(all.contains { $0.name == name }, "there is no target \(name)")
        }
        return names.isEmpty ? all : all.filter { names.contains($0.name[...]) }
    }

    @Test(arguments: targets)
    func `a mebibyte takes less than two seconds`(_ target: FuzzTarget) {
        let units = target.seeds.filter { !$0.isEmpty } + Self.pieces.map { Array($0.utf8) }
        for start in [[], target.seeds.first ?? []] {
            for unit in units {
                let count = (1 << 20) / unit.count
                let input = start + (0..<count).flatMap { _ in unit }
                let began = Self.threadSeconds
                let problem = target.check(input)
                let seconds = Self.threadSeconds - began
                let name = String(decoding: unit.prefix(60), as: UTF8.self).debugDescription
                #expect(problem == nil, "\(name)")
                #expect(seconds < 2, "\(name)")
            }
        }
    }

    /// CPU seconds of this thread, which exclude other processes.
    private static var threadSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
