#if FUZZING
import Testing

/// Inputs of a mebibyte: what is quadratic takes minutes there.
@Suite(.serialized) struct LargeInputTests {
    private static let pieces = [
        "\"", "'", "\\", "(", "[", "{", "<", "<a>", "&", "%", "%41", "\n", "\r\n", " ", "a", "a ",
        "a=", "a,", ";", "=?", "://", "$'", "\\u0041", "0", "\u{301}", "\u{200D}", "ä", "\u{FF}",
    ]

    @Test(arguments: FuzzTarget.all.filter { $0.name != "input" && $0.name != "footer" })
    func `a mebibyte takes less than two seconds`(_ target: FuzzTarget) {
        let units = target.seeds.filter { !$0.isEmpty } + Self.pieces.map { Array($0.utf8) }
        for start in [[], target.seeds.first ?? []] {
            for unit in units {
                let count = (1 << 20) / unit.count
                let input = start + (0..<count).flatMap { _ in unit }
                let began = ContinuousClock.now
                let problem = target.check(input)
                let time = ContinuousClock.now - began
                let name = String(decoding: unit.prefix(60), as: UTF8.self).debugDescription
                #expect(problem == nil, "\(name)")
                #expect(time < .seconds(2), "\(name)")
            }
        }
    }
}
#endif
