/// Advice in terms of the form, for causes that name command-line options.
enum FormWords {
    /// The parts of causes, and what replaces them; the card names the keys.
    private static let table = [
        ("; pass it with --cacert if you trust it", ""),
        ("pass it with --host-key", "enter it as SSH host key"),
        (" (--cacert, or the system's)", ""),
        (" (--cert, --key)", ""),
        (" (--cert)", ""),
        ("--key FILE", "Private key"),
    ]

    /// Returns a cause without command-line options that the form has fields for.
    static func text(of cause: String) -> String {
        guard cause.contains("--") else { return cause }
        var text = cause
        for (option, words) in table {
            guard let range = text.firstRange(of: option) else { continue }
            text.replaceSubrange(range, with: words)
        }
        return text
    }
}
