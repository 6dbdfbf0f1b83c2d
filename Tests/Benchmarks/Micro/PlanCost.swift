import DownloadCore

/// Measures the operations of a plan.
enum PlanCost {
    static func report() {
        print("\nthe plan of a file of 64 GiB")
        for count in [16, 64, 1_024] {
            let empty = Plan(length: 64 << 30, minimumPiece: 1 << 20)
            let runs = 4_096 / count
            note(
                "divided into \(count) fragments",
                microseconds(runs) {
                    var plan = empty
                    plan.spread(over: count)
                }, "µs")
            var plan = empty
            plan.spread(over: count)
            for number in plan.fragments.map(\.number) {
                plan[number]?.work = .active(LaneID(number))
                plan[number]?.rate = 1e6
            }
            note(
                "of \(count) fragments, the last one split and given back",
                microseconds(runs * 4) {
                    if let split = plan.splitLast(worth: 1, rows: count + 1) {
                        plan.retire(split.new)
                    }
                }, "µs")
            var cursor = plan.fragments.last?.cursor ?? 0
            let last = plan.fragments.last?.number ?? 0
            note(
                "of \(count) fragments, bytes of one counted",
                microseconds(100_000) {
                    cursor += 1
                    _ = plan.advance(last, to: cursor)
                }, "µs")
        }
    }
}
