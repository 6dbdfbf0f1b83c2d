import FaultOrigin
import Foundation
import Harness
import Testing

/// Input does not depend on the locale: a pasted URL is requested unchanged.
@Suite struct `Non-ASCII letters` {
    @Test(arguments: [
        ["LC_ALL": "C"], ["LC_ALL": "xx_YY.UTF-8"], ["LANG": "", "LC_CTYPE": "UTF-8"], [:],
    ])
    func `URLs are pasted in every locale, and invalid bytes stay bytes`(
        _ locale: [String: String]
    ) async throws {
        try await Turns.shared.take {
            let origin = try await FaultOrigin.start(body: .pattern(1000))
            let home = try Home()
            let terminal = try PseudoTerminal(
                [Program.pdlTUI],
                environment: home.environment.merging(locale) { _, own in own })
            #expect(terminal.read(seconds: patience, until: "quit"))
            let place = Array(origin.url("/caf").utf8)
            let ends = [Array("\u{1B}[200~".utf8), Array("\u{1B}[201~".utf8)]
            terminal.type(ends[0] + place + Array("é/x.bin".utf8) + ends[1])
            try await wait(for: "the first request") { origin.log.count >= 1 }
            terminal.type(ends[0] + place + [0xE9] + Array("/y.bin".utf8) + ends[1])
            try await wait(for: "the second request") { origin.log.count >= 2 }
            #expect(origin.log.map(\.request.target) == ["/caf%C3%A9/x.bin", "/caf%E9/y.bin"])
            terminal.signal(SIGTERM)
            #expect(terminal.exitCode() != nil)
            try await origin.stop()
        }
    }
}
