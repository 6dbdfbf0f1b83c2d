import Foundation

/// A run of one tool.
struct Run: Codable, Sendable {
    /// The tool's name.
    var tool: String
    /// The round, from 1.
    var round: Int
    /// The resources used.
    var cost: Cost
    /// Whether every file has the right SHA-256.
    var isRight: Bool
    /// Content bytes sent by the server.
    var sent: Int64
    /// Requests received by the server.
    var requests: Int
    /// CPU seconds of the server and of the link, if any.
    var serverProcessor: Double
    /// CPU seconds of everything else on the machine; a high value indicates a disturbed run.
    var otherProcessor: Double
    /// Measurements specific to the scenario, by column name.
    var extras: [String: Double] = [:]
    /// The message of a tool that failed.
    var message = ""

    /// Whether the tool reported success and the file is right.
    var isGood: Bool { isRight && cost.exitCode == 0 }
}

/// The bound set by machine, link or server.
struct Limit: Codable, Sendable {
    /// Seconds; `nil` if the best yardstick sets the bound.
    var seconds: Double?
    /// The basis of the bound.
    var origin: String

    /// Creates a bound computed from rates.
    static func rates(_ seconds: Double, _ origin: String) -> Limit {
        Limit(seconds: seconds, origin: origin)
    }

    /// The bound set by the best yardstick.
    static let yardstick = Limit(origin: "the best that libcurl alone did")
}

/// All runs of a scenario.
struct Race: Codable, Sendable {
    /// The scenario's name, for the summary.
    var name: String
    /// The files and the kind of server.
    var title: String
    /// The best possible result.
    var limit: Limit
    /// The total size of all files in bytes.
    var bytes: Int64
    /// Pseudo-tools that show what libcurl achieves without an engine.
    var yardsticks: [String] = []
    /// The runs in order.
    var runs: [Run] = []

    /// The names in order of their first runs.
    var tools: [String] {
        runs.reduce(into: []) { names, run in
            if !names.contains(run.tool) { names.append(run.tool) }
        }
    }

    /// Returns the good runs of a tool.
    func good(_ tool: String) -> [Run] { runs.filter { $0.tool == tool && $0.isGood } }

    /// Returns the median duration of a tool's good runs; `nil` if there are none.
    func seconds(_ tool: String) -> Double? { good(tool).map(\.cost.wall).median }

    /// The bound in seconds.
    var limitSeconds: Double? {
        limit.seconds ?? yardsticks.compactMap { seconds($0) }.min()
    }

    /// Returns a tool's duration relative to the bound; `nil` if no run was good.
    func ratio(_ tool: String) -> Double? {
        guard let seconds = seconds(tool), let limitSeconds else { return nil }
        return seconds / limitSeconds
    }
}

extension [Double] {
    /// The median.
    var median: Double? {
        let all = sorted()
        guard let upper = all.dropFirst(count / 2).first else { return nil }
        return count % 2 == 1 ? upper : (all[count / 2 - 1] + upper) / 2
    }
}
