import Foundation

/// An error for a condition not met in time, and for any other failure of the harness.
package struct NotInTime: Error, CustomStringConvertible {
    /// The awaited condition and the actual state.
    package let description: String

    /// Creates an error with this description.
    package init(_ description: String) {
        self.description = description
    }
}

/// The default time limit of waits in seconds.
///
/// It is long because it only ends tests that hang; a machine that stalls for a while must not fail
/// one.
package let patience = 120.0

/// The time limit in seconds of a script that waits several times itself.
package let scriptPatience = 5 * patience

/// Waits until a condition holds, polling 50 times per second.
///
/// A machine that stands still, or whose threads are all taken, leaves no time for what is waited
/// for: the condition is also checked a number of times that takes a tenth of `seconds`.
///
/// - Throws: `NotInTime` after `seconds`, with the description from `state`.
package func wait(
    for what: String, seconds: Double = patience, state: () async -> String = { "" },
    until condition: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + .seconds(seconds)
    var checksLeft = Int(seconds / 10 / 0.02)
    while try await !condition() {
        checksLeft -= 1
        guard ContinuousClock.now < end || checksLeft > 0 else {
            throw NotInTime("no \(what) in \(seconds) s\n" + (await state()))
        }
        try await Task.sleep(for: .milliseconds(20))
    }
}

/// Repeats a measurement, up to three times in all, until the result is as promised.
///
/// Use it for promises about time or bytes in flight: a machine that stalls spoils a measurement
/// and says nothing about the program. Check what must never happen inside `measure`.
///
/// - Returns: The last result.
package func measured<Result>(
    _ measure: () async throws -> Result, until isKept: (Result) -> Bool
) async rethrows -> Result {
    var result = try await measure()
    for _ in 1...2 where !isKept(result) { result = try await measure() }
    return result
}
