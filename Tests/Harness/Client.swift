import FaultOrigin

/// A command that downloads one file: ours, or another to compare with.
package struct Client: Sendable {
    /// The words of the command; `{url}`, `{out}`, `{dir}`, `{n}` are filled in, and the word
    /// `{headers}` becomes `-H` with each header line.
    package var template: [String]
    /// Whether it must leave nothing under the file's name when it fails.
    package var isStrict: Bool

    /// The program of this package at a path, which gives up a silent lane after `timeout` seconds.
    package static func pdlTUI(at path: String = Program.pdlTUI, timeout: Int? = nil) -> Client {
        Client(
            template: [path, "get"] + (timeout.map { ["--timeout", "\($0)"] } ?? [])
                + ["-n", "{n}", "-d", "{dir}", "{headers}", "{url}"],
            isStrict: true)
    }

    /// A command line whose words are separated by blanks.
    package static func command(_ line: String) -> Client {
        Client(template: line.split(separator: " ").map(String.init), isStrict: false)
    }

    /// The words that fetch `url` into `home`.
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
