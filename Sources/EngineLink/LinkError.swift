import Glibc

/// Why an engine in another process cannot be reached, or other processes cannot reach this one.
package enum LinkError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Another process is the engine of this user, or is becoming it.
    case taken
    /// The engine is of another version than this program.
    case otherVersion(engine: String, own: String)
    /// The engine has ended or closed the connection.
    case lost
    /// The engine refused the request, for this reason.
    case refused(String)
    /// Any other fault, in words.
    case failed(String)

    /// The message for the user.
    package var description: String {
        switch self {
        case .taken: "another pdl-tui is starting its engine; try again"
        case .otherVersion(let engine, let own):
            "the running engine is version \(engine), this is \(own):"
                + " run \"pdl-tui stop\", then try again"
        case .lost: "the engine has ended"
        case .refused(let reason), .failed(let reason): reason
        }
    }

    /// Returns the error of an engine that exists and does not answer.
    ///
    /// - Parameter process: Its process ID; `nil` if unknown.
    /// - Returns: The error, with a way to end that process.
    static func noResponse(_ process: Int?) -> LinkError {
        guard let process else { return .failed("the engine does not respond") }
        return .failed(
            "the engine (process \(process)) does not respond; \"kill -9 \(process)\" ends it, and"
                + " its downloads resume at the next start")
    }

    /// Returns the error of a failed system call, with the task that needed it.
    static func system(_ task: String, _ code: Int32 = errno) -> LinkError {
        .failed("\(task): \(String(cString: strerror(code)))")
    }
}
