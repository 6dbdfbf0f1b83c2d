import FaultOrigin
import Foundation
import Harness
import Testing

/// The login that servers get, with one in the configuration file.
@Suite struct `Logins` {
    /// The values of `Authorization` that a server got.
    private func sent(
        _ settings: String, _ options: [String], environment: [String: String] = [:],
        user: String = "", status: Int32 = 0
    ) async throws -> Set<String> {
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
        return values
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
            #expect(try await sent(settings, ["--user", "cli:pw"]) == basic("cli:pw"))
            #expect(try await sent(settings, ["--user", "cli:pw", "--netrc"]) == basic("cli:pw"))
            #expect(try await sent(settings, ["--bearer", "t"]) == ["Bearer t"])
            #expect(try await sent(settings, ["-H", "Authorization: x"]) == ["x"])
            #expect(try await sent(settings, ["--netrc"]) == basic("net:rc"))
            #expect(try await sent(settings, [], user: "u:p@") == basic("u:p"))
            let variable = ["PDL_BEARER": "e"]
            #expect(try await sent(settings, [], environment: variable) == ["Bearer e"])
            #expect(
                try await sent(settings, ["--user", "a:b"], environment: variable) == basic("a:b"))
            #expect(
                try await sent(settings, [], environment: variable, user: "u:p@") == basic("u:p"))
        }
    }

    @Test func `the section of a host beats the rest of the file`() async throws {
        try await Turns.shared.take {
            let section = "[host.\"127.0.0.1\"]\nheaders = [\"Authorization: host\"]\n"
            for line in ["bearer = \"cfg\"", "user = \"c:f\"", "headers = [\"Authorization: c\"]"] {
                #expect(try await sent("[request]\n\(line)\n\(section)", []) == ["host"])
            }
        }
    }

    @Test func `two logins of the command line are refused`() async throws {
        try await Turns.shared.take {
            let both = ["--user", "a:b", "--bearer", "c"]
            #expect(try await sent("", both, status: 64).isEmpty)
            #expect(try await sent("", ["--user", "a:b"], user: "u:p@", status: 64).isEmpty)
        }
    }
}
