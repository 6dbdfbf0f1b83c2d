import Foundation
import Synchronization

/// The recorded result of each seed's simulation, one per line: the kind, the seed,
/// the hash of the effects, the hash of the log.
enum SimulationRecord {
    /// The kinds of simulation.
    enum Kind: String {
        case alone, mirrors

        func simulation(_ seed: UInt64) -> Simulation {
            switch self {
            case .alone: Simulation(seed: seed)
            case .mirrors: Simulation(withMirrors: seed)
            }
        }
    }

    private static let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "Recorded/simulations.txt")

    private static let recorded = Mutex(read())

    private static func read() -> [String: String] {
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        let lines = text.split(separator: "\n").map { $0.split(separator: " ", maxSplits: 2) }
        return Dictionary(
            lines.filter { $0.count == 3 }.map { ("\($0[0]) \($0[1])", String($0[2])) },
            uniquingKeysWith: { $1 })
    }

    /// The hashes that differ from the record: `effects`, `log`; empty when none does.
    ///
    /// With `RECORD_SIMULATIONS` in the environment the results are recorded.
    static func differences(
        _ kind: Kind, _ new: [(seed: UInt64, transcript: SimulationTranscript)]
    ) -> [(seed: UInt64, parts: [String])] {
        recorded.withLock { recorded in
            var all: [(seed: UInt64, parts: [String])] = []
            for (seed, transcript) in new {
                let hashes = [transcript.effects.text, transcript.log.text]
                let key = "\(kind.rawValue) \(seed)"
                let old = recorded[key, default: ""].split(separator: " ").map(String.init)
                let parts = zip(["effects", "log"], [0, 1]).filter { _, index in
                    !old.indices.contains(index) || old[index] != hashes[index]
                }
                if !parts.isEmpty { all.append((seed, parts.map(\.0))) }
                recorded[key] = hashes.joined(separator: " ")
            }
            if !all.isEmpty, isRecording { write(recorded) }
            return all
        }
    }

    static let isRecording = ProcessInfo.processInfo.environment["RECORD_SIMULATIONS"] != nil

    private static func write(_ recorded: [String: String]) {
        func order(_ key: String) -> (Substring, Int) {
            let words = key.split(separator: " ")
            return (words[0], Int(words[1]) ?? 0)
        }
        let lines = recorded.sorted { order($0.key) < order($1.key) }.map { "\($0) \($1)\n" }
        do {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(lines.joined().utf8).write(to: file)
        } catch {
            print("cannot write \(file.path): \(error)")
        }
    }

    /// The simulation whose transcript is printed, such as `mirrors 17`.
    static let shown: (kind: Kind, seed: UInt64)? = {
        let words = (ProcessInfo.processInfo.environment["SHOW_SIMULATION"] ?? "")
            .split(separator: " ")
        guard words.count == 2, let kind = Kind(rawValue: String(words[0])),
            let seed = UInt64(words[1])
        else { return nil }
        return (kind, seed)
    }()
}
