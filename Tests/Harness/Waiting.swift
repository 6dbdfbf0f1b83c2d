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

/// Waits until a condition holds, looking 50 times a second.
///
/// - Throws: `NotInTime` after so many seconds, with what `state` says then.
package func wait(
    for what: String, seconds: Double = 20, state: () async -> String = { "" },
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
