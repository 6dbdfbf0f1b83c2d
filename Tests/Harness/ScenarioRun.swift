import FaultOrigin

/// The result of running one scenario with one client.
package struct ScenarioRun: Sendable {
    /// The outcome of a run.
    package enum Outcome: String, Sendable, CaseIterable {
        /// The client delivered the right file.
        case right
        /// The client failed, as expected or allowed.
        case failed
        /// The client failed although the file was available.
        case missed
        /// The client reported success with a wrong file, or where it should have failed.
        case corrupt
        /// The client did not exit in time.
        case hung
    }

    /// The scenario.
    package var scenario: Scenario
    /// The outcome.
    package var outcome: Outcome
    /// Other faults: too many requests, a wrong name, a leaked secret.
    package var complaints: [String]
    /// The requests as the origin saw them.
    package var log: [LogEntry]
    /// Content bytes sent by the origin.
    package var bytesServed: Int64
    /// The client's result.
    package var result: Program.Result

    /// Whether the client made too many requests.
    package var isOverLimit: Bool { log.count > Scenario.requestLimit }

    /// Whether the run meets every requirement.
    package var isGood: Bool {
        (outcome == .right || outcome == .failed) && !isOverLimit && complaints.isEmpty
    }

    /// Whether a stalled machine may be the cause: no byte, name or secret is wrong.
    package var mayBeSlow: Bool {
        outcome != .corrupt && complaints.allSatisfy { $0.contains("bytes served for a file") }
    }

    /// Bytes served divided by bytes needed.
    package var waste: Double {
        Double(bytesServed) / Double(max(1, scenario.resource.body.count))
    }

    /// All details of a failed run.
    package var report: String {
        """
        \(scenario.name): \(outcome.rawValue), \(log.count) requests, exit code \
        \(result.exitCode), \(Int(result.seconds * 1000)) ms; \(scenario.rule)
        \(complaints.map { "  complaint: \($0)\n" }.joined())\
        \(log.prefix(60).map { "  " + $0.line + "\n" }.joined())\
          out: \(result.output.suffix(600))
          err: \(result.errors.suffix(1500))
        """
    }

    /// Runs a scenario.
    ///
    /// - Returns: The result.
    /// - Throws: The error that kept the origin or the client from starting.
    package static func run(_ scenario: Scenario, client: Client) async throws -> ScenarioRun {
        let origin = try await scenario.start()
        let home = try Home()
        let arguments = client.arguments(
            url: origin.url(scenario.target), home: home, fragments: scenario.fragments,
            headers: scenario.headers)
        let environment = home.environment.filter { $0.key != "PDL_TIMEOUT" }
        let result = try await Program.run(
            arguments, environment: environment, directory: home.downloads,
            seconds: scenario.seconds)
        try await origin.stop()
        var run = ScenarioRun(
            scenario: scenario, outcome: .right, complaints: [], log: origin.log,
            bytesServed: origin.bytesServed, result: result)
        try run.judge(home, isStrict: client.isStrict)
        return run
    }

    private mutating func judge(_ home: Home, isStrict: Bool) throws {
        let files = home.finished
        let isRight =
            try files.count == 1
            && scenario.accepts { try $0.isContent(ofFile: home.path(files[0])) }
        switch (result.timedOut, result.exitCode, scenario.expectation) {
        case (true, _, _): outcome = .hung
        case (_, 0, .failure): outcome = .corrupt
        case (_, 0, _): outcome = isRight ? .right : .corrupt
        case (_, _, .file): outcome = .missed
        default: outcome = .failed
        }
        if !home.escaped.isEmpty { complaints.append("wrote outside: \(home.escaped)") }
        guard isStrict else { return }
        if outcome != .right, outcome != .corrupt, !files.isEmpty {
            outcome = .corrupt
            complaints.append("did not finish, and left \(files)")
        }
        if outcome == .right { complaints += complaintsAboutFinish(home, files[0]) }
        if result.exitCode < 0, !result.timedOut {
            complaints.append("ended by signal \(-result.exitCode)")
        }
        if outcome == .right || outcome == .failed,
            let problem = scenario.wire?(log, scenario.resource.body.count)
        {
            complaints.append(problem)
        }
        if log.contains(where: { $0.request.method != "GET" }) {
            complaints.append("a request other than GET")
        }
        let coding = log.compactMap { $0.request.field("accept-encoding") }
        if coding.contains(where: { $0 != "identity" }) {
            complaints.append("asked for codings \(coding[0])")
        }
    }

    private func complaintsAboutFinish(_ home: Home, _ name: String) -> [String] {
        var complaints: [String] = []
        if let expected = scenario.expectedName, expected != name {
            complaints.append("the file is named \(name), not \(expected)")
        }
        if name.unicodeScalars.contains(where: { $0.properties.generalCategory.isUnseen }) {
            complaints.append("the file's name has characters that cannot be seen")
        }
        if !home.unfinished.isEmpty { complaints.append("left \(home.unfinished)") }
        if !result.output.contains(home.path(name)) {
            complaints.append("the path is not on standard output")
        }
        return complaints
    }
}

extension Unicode.GeneralCategory {
    /// Whether the category holds control or formatting characters.
    fileprivate var isUnseen: Bool {
        self == .control || self == .format || self == .lineSeparator || self == .paragraphSeparator
    }
}
