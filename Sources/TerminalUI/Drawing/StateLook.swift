/// The sign and the colour of a state.
struct StateLook: Hashable, Sendable {
    /// The colour of its sign and its text.
    let ink: Ink
    /// Its sign.
    private let sign: Unicode.Scalar
    /// Its sign in ASCII.
    private let asciiSign: Unicode.Scalar

    private init(_ ink: Ink, _ sign: Unicode.Scalar, ascii: Unicode.Scalar? = nil) {
        self.ink = ink
        self.sign = sign
        self.asciiSign = ascii ?? sign
    }

    static let waiting = StateLook(.waiting, "·", ascii: ".")
    static let asking = StateLook(.asking, "?")
    static let running = StateLook(.running, "↓", ascii: ">")
    static let retrying = StateLook(.retrying, "~")
    static let paused = StateLook(.paused, "‖", ascii: "|")
    static let failed = StateLook(.failed, "!")
    static let checking = StateLook(.checking, "=")
    static let done = StateLook(.done, "✓", ascii: "*")

    /// Returns its sign, in ASCII or not.
    func sign(ascii: Bool) -> Unicode.Scalar { ascii ? asciiSign : sign }
}
