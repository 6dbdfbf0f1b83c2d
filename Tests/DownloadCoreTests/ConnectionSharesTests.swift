import Testing

@testable import DownloadCore

@Suite struct `Shares of one host's connections` {
    /// Distributes a host's connections until stable: what each has, then what each wants.
    private func settle(_ allowed: Int, _ held: [Int], _ wanted: [Int]) -> [Int] {
        var held = held
        let shares = ConnectionShares(allowed: allowed, among: held.count)
        var free: Int { allowed - held.reduce(0, +) }
        var lacking = shares.lacking(
            zip(held, wanted).map { (leads: $0, demand: $1 - $0) }, free: free)
        for index in held.indices.reversed() where lacking > 0 {
            let surplus = shares.surplus(leads: held[index], lacking: lacking)
            held[index] -= surplus
            lacking -= surplus
        }
        for isLeftover in [false, true] {
            for index in held.indices {
                let sharer = ConnectionShares.Sharer(
                    leads: held[index], lanes: held[index], wanted: wanted[index])
                held[index] += shares.allowance(for: sharer, free: free, isLeftover: isLeftover)
            }
        }
        return held
    }

    @Test(arguments: [
        // A single download gets what it wants, up to the limit.
        (8, [0], [4], [4]), (8, [0], [20], [8]),
        // The second gets its share from the surplus of the first.
        (8, [8, 0], [8, 8], [4, 4]), (8, [8, 0], [8, 2], [6, 2]), (8, [0, 8], [1, 8], [1, 7]),
        // Unwanted connections are left to the others.
        (8, [0, 0, 0], [1, 8, 8], [1, 5, 2]),
        // More downloads than connections: in the queue's order.
        (2, [0, 0, 0], [4, 4, 4], [1, 1, 0]), (1, [0, 1], [1, 1], [0, 1]),
        // The last one releases first.
        (6, [0, 3, 3], [2, 3, 3], [2, 2, 2]), (4, [0, 2, 2], [1, 2, 2], [1, 2, 1]),
        // A lowered limit takes nothing from a single download.
        (2, [4], [4], [4]),
    ])
    func `settle`(_ allowed: Int, _ held: [Int], _ wanted: [Int], _ expected: [Int]) {
        #expect(settle(allowed, held, wanted) == expected)
    }

    @Test func `a download with enough connections opens no more`() {
        let shares = ConnectionShares(allowed: 16, among: 2)
        let sharer = ConnectionShares.Sharer(leads: 2, lanes: 6, wanted: 4)
        #expect(shares.allowance(for: sharer, free: 8, isLeftover: true) == 0)
        #expect(shares.allowance(for: sharer, free: 0, isLeftover: false) == 0)
    }
}
