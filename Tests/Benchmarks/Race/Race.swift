import Foundation

/// One run of one tool.
struct Run: Codable, Sendable {
    /// The tool's name.
    var tool: String
    /// The round, from 1.
    var round: Int
    /// What it cost.
    var cost: Cost
    /// Whether every file is there with the right SHA-256.
    var isRight: Bool
    /// Content bytes that the server has sent.
    var sent: Int64
    /// Requests that the server has had.
    var requests: Int
    /// Processor seconds of the server and, where there is one, of the link.
    var serverProcessor: Double
    /// Processor seconds of everything else on the machine: much of it is a disturbed run.
    var otherProcessor: Double
    /// What is measured in this scenario only, by its column's name.
    var extras: [String: Double] = [:]
    /// What the tool said when it failed.
    var message = ""

    /// Whether the tool reported success and the file is right.
    var isGood: Bool { isRight && cost.exitCode == 0 }
}

/// What the machine, the link or the server allows.
struct Limit: Codable, Sendable {
    /// Seconds; `nil` where it is what the best yardstick took.
    var seconds: Double?
    /// What it is computed from.
    var origin: String

    /// Computed from rates.
    static func rates(_ seconds: Double, _ origin: String) -> Limit {
        Limit(seconds: seconds, origin: origin)
    }

    /// What the best yardstick took.
    static let yardstick = Limit(origin: "the best that libcurl alone did")
}

/// All runs of a scenario.
struct Race: Codable, Sendable {
    /// The scenario's name, for the tables of all scenarios.
    var name: String
    /// What is fetched, and from what kind of server.
    var title: String
    /// The best that can be had.
    var limit: Limit
    /// The bytes of all files together.
    var bytes: Int64
    /// Tools that are no tools: what libcurl can do without an engine.
    var yardsticks: [String] = []
    /// The runs in their order.
    var runs: [Run] = []

    /// The names in the order of their first runs.
    var tools: [String] {
        runs.reduce(into: []) { names, run in
            if !names.contains(run.tool) { names.append(run.tool) }
        }
    }

    /// The good runs of a tool.
    func good(_ tool: String) -> [Run] { runs.filter { $0.tool == tool && $0.isGood } }

    /// The median of the seconds that a tool took; `nil` if it never did it right.
    func seconds(_ tool: String) -> Double? { good(tool).map(\.cost.wall).median }

    /// The limit in seconds.
    var limitSeconds: Double? {
        limit.seconds ?? yardsticks.compactMap { seconds($0) }.min()
    }

    /// How often the limit a tool took; `nil` if it never did it right.
    func ratio(_ tool: String) -> Double? {
        guard let seconds = seconds(tool), let limitSeconds else { return nil }
        return seconds / limitSeconds
    }
}

extension [Double] {
    /// The middle one, or the mean of the two in the middle.
    var median: Double? {
        let all = sorted()
        guard let upper = all.dropFirst(count / 2).first else { return nil }
        return count % 2 == 1 ? upper : (all[count / 2 - 1] + upper) / 2
    }
}
