/// The file and the behaviour of an `FTPOrigin`, including deviations from RFC 959 and RFC 3659.
package struct FTPScript: Sendable {
    /// The end of a data connection after the last byte.
    package enum Ending: Sendable {
        /// It is closed, and 226 follows.
        case closed
        /// It is closed after a delay, and 226 follows.
        case closedAfter(seconds: Double)
        /// It stays open, and no reply follows.
        case leftOpen
        /// It is reset, and 226 follows.
        case reset
    }

    /// The file.
    package var body: Body
    /// The reply to SIZE; `nil` refuses the command.
    package var size: Int64?
    /// The reply to MDTM; `nil` refuses the command.
    package var modified: String? = "20260101000000"
    /// The length in the reply to RETR; `nil` for none.
    package var announced: Int64?
    /// Whether REST is answered with 350 instead of 502.
    package var takesRestart = true
    /// Maps the position of REST to the position served; retrievals are numbered from 1.
    package var start: @Sendable (_ position: Int64, _ retrieval: Int) -> Int64 = { position, _ in
        position
    }
    /// The number of bytes after which a transfer is aborted with 426; `nil` for a complete
    /// transfer.
    package var breaksAfter: @Sendable (_ retrieval: Int) -> Int64? = { _ in nil }
    /// The number of bytes after which a transfer is cut although 226 follows; `nil` for a complete
    /// transfer.
    package var cutsAfter: @Sendable (_ retrieval: Int) -> Int64? = { _ in nil }
    /// The position from which bytes are held until `release()`.
    package var heldFrom: Int64 = .max
    /// How a transfer ends.
    package var ending = Ending.closed
    /// The reply to AUTH.
    package var authReply = "502 Command not implemented."
    /// The reply to PASS.
    package var passReply = "230 Login successful."

    /// Creates a correct server of one file.
    package init(_ body: Body) {
        self.body = body
        size = body.count
    }
}
