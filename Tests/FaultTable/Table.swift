import FaultOrigin
import Foundation
import Harness

/// Formats runs as text.
enum Table {
    static let header =
        pad("scenario", 36) + " outcome   requests  served/needed  seconds  remarks"

    static func row(_ run: ScenarioRun) -> String {
        let remarks = run.complaints + (run.isOverLimit ? ["over the limit of requests"] : [])
        return pad(run.scenario.name, 36) + " " + pad(run.outcome.rawValue, 8)
            + String(format: " %9d %14.2f %8.1f  ", run.log.count, run.waste, run.result.seconds)
            + remarks.joined(separator: "; ")
    }

    static func json(_ run: ScenarioRun) -> String {
        let fields: [String: Any] = [
            "scenario": run.scenario.name, "outcome": run.outcome.rawValue,
            "requests": run.log.count, "bytesServed": run.bytesServed,
            "bytesNeeded": run.scenario.resource.body.count, "seconds": run.result.seconds,
            "exitCode": run.result.exitCode, "complaints": run.complaints, "good": run.isGood,
        ]
        let data = try? JSONSerialization.data(withJSONObject: fields, options: [.sortedKeys])
        return String(decoding: data ?? Data(), as: UTF8.self)
    }

    static func counts(_ runs: [ScenarioRun]) -> String {
        let count = { (outcome: ScenarioRun.Outcome) in runs.count { $0.outcome == outcome } }
        let complained = runs.count { !$0.complaints.isEmpty }
        return """

            \(runs.count) scenarios: \(count(.right)) right, \(count(.failed)) failed as they must, \
            \(count(.missed)) missed, \(complained) with complaints
            corrupt \(count(.corrupt)), hung \(count(.hung)), over 40 requests \
            \(runs.count { $0.isOverLimit })
            """
    }

    static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
