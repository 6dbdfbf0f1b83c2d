import Testing

/// Runs the targets on their seeds and on simple mutations.
///
/// This keeps the targets compiling and the seeds valid. libFuzzer runs in a separate build; see
/// README.md in this folder.
struct FuzzTests {
    @Test(arguments: FuzzTarget.all)
    func `no seed violates an invariant`(_ target: FuzzTarget) {
        for seed in target.seeds + [[]] {
            #expect(seed.count <= target.longest)
            #expect(target.check(seed) == nil, "\(seed.prefix(200))")
        }
    }

    @Test(arguments: FuzzTarget.all)
    func `no prefix of a seed violates an invariant`(_ target: FuzzTarget) {
        for seed in target.seeds {
            let step = max(1, seed.count / 40)
            for count in stride(from: 0, to: seed.count, by: step) {
                #expect(target.check(Array(seed[..<count])) == nil, "\(seed.prefix(count))")
            }
        }
    }

    @Test func `targets have unique names`() {
        #expect(Set(FuzzTarget.all.map(\.name)).count == FuzzTarget.all.count)
    }
}
