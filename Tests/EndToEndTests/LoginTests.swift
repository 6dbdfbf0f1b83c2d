import FaultOrigin
import Foundation
import Harness
import Testing

/// The login that servers get, with one in the configuration file.
@Suite struct `Logins` {
    /// Expects the values of `Authorization` that a server gets.
    private func expect(
        _ wanted: Set<String>, _ settings: String, _ options: [String],
        environment: [String: String] = [:], user: String = "", status: Int32 = 0
    ) async throws {
        let origin = try await FaultOrigin.start(
            body: .pattern(1000),
            .when(
                Condition { $0.field("authorization") == nil }, .status(401),
                .fields(Field("WWW-Authenticate", "Basic realm=\"r\""))))
        let home = try Home()
        let file = try home.write("c.toml", settings)
        _ = try home.write(".netrc", "machine 127.0.0.1 login net password rc\n")
        let variables = ["HOME": (file as NSString).deletingLastPathComponent]
        let url = origin.url().replacingOccurrences(of: "http://", with: "http://" + user)
        let result = try await home.get(
            ["--config", file, "-n", "1"] + options + [url],
            environment: variables.merging(environment) { $1 })
        #expect(result.exitCode == status, "\(options) \(result.errors)")
        let values = Set(origin.values(of: "authorization").compactMap(\.self))
        try await origin.stop()
        #expect(values == wanted, "\(settings) \(options) \(environment) \(user)")
    }

    private func basic(_ text: String) -> Set<String> {
        ["Basic " + Data(text.utf8).base64EncodedString()]
    }

    @Test(arguments: [
        "[request]\nbearer = \"cfg\"\n", "[request]\nheaders = [\"Authorization: cfg\"]\n",
        "[request]\nuser = \"cfg:cfg\"\n",
        "[host.\"127.0.0.1\"]\nheaders = [\"Authorization: cfg\"]\n",
    ])
    func `command line and URL beat the configuration file`(_ settings: String) async throws {
        try await Turns.shared.take {
            try await expect(basic("cli:pw"), settings, ["--user", "cli:pw"])
            try await expect(basic("cli:pw"), settings, ["--user", "cli:pw", "--netrc"])
            try await expect(["Bearer t"], settings, ["--bearer", "t"])
            try await expect(["x"], settings, ["-H", "Authorization: x"])
            try await expect(basic("net:rc"), settings, ["--netrc"])
            try await expect(basic("u:p"), settings, [], user: "u:p@")
            let variable = ["PDL_BEARER": "e"]
            try await expect(["Bearer e"], settings, [], environment: variable)
            try await expect(basic("a:b"), settings, ["--user", "a:b"], environment: variable)
            try await expect(basic("u:p"), settings, [], environment: variable, user: "u:p@")
        }
    }

    @Test func `the section of a host beats the rest of the file`() async throws {
        try await Turns.shared.take {
            let section = "[host.\"127.0.0.1\"]\nheaders = [\"Authorization: host\"]\n"
            for line in ["bearer = \"cfg\"", "user = \"c:f\"", "headers = [\"Authorization: c\"]"] {
                try await expect(["host"], "[request]\n\(line)\n\(section)", [])
            }
        }
    }

    @Test func `two logins of the command line are refused`() async throws {
        try await Turns.shared.take {
            let both = ["--user", "a:b", "--bearer", "c"]
            try await expect([], "", both, status: 64)
            try await expect([], "", ["--user", "a:b"], user: "u:p@", status: 64)
        }
    }
}
