import FaultOrigin

/// A command that downloads one file: `pdl-tui`, or another program for comparison.
package struct Client: Sendable {
    /// The command's words with placeholders.
    ///
    /// `{url}`, `{out}`, `{dir}` and `{n}` are substituted. The word `{headers}` becomes `-H` with
    /// each header line.
    package var template: [String]
    /// Whether a failed run must leave no file under the final name.
    package var isStrict: Bool

    /// Returns a client for `pdl-tui`, which abandons a stalled connection after `timeout` seconds.
    package static func pdlTUI(at path: String = Program.pdlTUI, timeout: Int? = nil) -> Client {
        Client(
            template: [path, "get"] + (timeout.map { ["--timeout", "\($0)"] } ?? [])
                + ["-n", "{n}", "-d", "{dir}", "{headers}", "{url}"],
            isStrict: true)
    }

    /// Returns a client for a command line whose words are separated by spaces.
    package static func command(_ line: String) -> Client {
        Client(template: line.split(separator: " ").map(String.init), isStrict: false)
    }

    /// Returns the command that downloads `url` into `home`.
    package func arguments(
        url: String, home: Home, fragments: Int, headers: [String]
    ) -> [String] {
        template.flatMap { word -> [String] in
            if word == "{headers}" { return headers.flatMap { ["-H", $0] } }
            return [
                word.replacing("{url}", with: url).replacing("{dir}", with: home.downloads)
                    .replacing("{out}", with: home.path("file.bin"))
                    .replacing("{n}", with: "\(fragments)")
            ]
        }
    }
}
