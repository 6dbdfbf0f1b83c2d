/// How a state of a download or a fragment looks: a sign and a colour.
struct StateLook: Hashable, Sendable {
    /// The colour of its sign and its words.
    let ink: Ink
    /// Its sign.
    private let sign: Unicode.Scalar
    /// Its sign where only ASCII can be shown.
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

    /// Its sign, in ASCII alone if so wanted.
    func sign(ascii: Bool) -> Unicode.Scalar { ascii ? asciiSign : sign }
}
