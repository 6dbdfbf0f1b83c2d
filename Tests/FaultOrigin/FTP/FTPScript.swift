/// What an `FTPOrigin` serves, and how far it keeps to RFC 959 and RFC 3659.
package struct FTPScript: Sendable {
    /// What becomes of a data connection when the last byte is sent.
    package enum Ending: Sendable {
        /// It is closed, and 226 follows.
        case closed
        /// It is closed after so many seconds.
        case closedAfter(seconds: Double)
        /// It stays open, and no reply follows.
        case leftOpen
        /// It is reset, and 226 follows.
        case reset
    }

    /// The file.
    package var body: Body
    /// What SIZE answers; `nil` refuses it.
    package var size: Int64?
    /// What MDTM answers; `nil` refuses it.
    package var modified: String? = "20260101000000"
    /// Whether REST is answered with 350; if not, with 502.
    package var takesRestart = true
    /// Where the file begins when REST has asked for a position; retrievals are numbered from 1.
    package var start: @Sendable (_ position: Int64, _ retrieval: Int) -> Int64 = { position, _ in
        position
    }
    /// How many bytes of the file are sent before the data connection is closed with 426; `nil` is
    /// all of them.
    package var breaksAfter: @Sendable (_ retrieval: Int) -> Int64? = { _ in nil }
    /// The position before which nothing is held back; behind it, bytes wait for `release()`.
    package var heldFrom: Int64 = .max
    /// How a transfer ends.
    package var ending = Ending.closed
    /// What AUTH answers.
    package var authReply = "502 Command not implemented."
    /// What PASS answers.
    package var passReply = "230 Login successful."

    /// Creates a well-behaved server of one file.
    package init(_ body: Body) {
        self.body = body
        size = body.count
    }
}
