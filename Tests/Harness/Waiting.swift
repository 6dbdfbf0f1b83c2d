import Foundation

/// What did not come true in time.
package struct NotInTime: Error, CustomStringConvertible {
    /// What was waited for, and what was there instead.
    package let description: String

    /// Creates an error that says so.
    package init(_ description: String) {
        self.description = description
    }
}

/// How many seconds a test waits for what must come.
///
/// It is long because it says nothing of the program: it ends a test that hangs, and a machine that
/// stands still for a while is no reason to end one.
package let patience = 120.0

/// Waits until a condition holds, looking 50 times a second.
///
/// - Throws: `NotInTime` after so many seconds, with what `state` says then.
package func wait(
    for what: String, seconds: Double = patience, state: () async -> String = { "" },
    until condition: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + .seconds(seconds)
    while try await !condition() {
        guard ContinuousClock.now < end else {
            throw NotInTime("no \(what) in \(seconds) s\n" + (await state()))
        }
        try await Task.sleep(for: .milliseconds(20))
    }
}

/// Measures again, three times at most, until the result is as promised.
///
/// This is for promises with seconds, or with bytes on their way, in them: a machine that stands
/// still for a while spoils a measurement and says nothing of the program. What must never happen
/// is expected inside of `measure`.
///
/// - Returns: The last result.
package func measured<Result>(
    _ measure: () async throws -> Result, until isKept: (Result) -> Bool
) async rethrows -> Result {
    var result = try await measure()
    for _ in 1...2 where !isKept(result) { result = try await measure() }
    return result
}
