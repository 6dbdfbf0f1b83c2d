import FaultOrigin
import Foundation
import Harness
import Testing

/// The options of the interface in a real terminal.
@Suite struct `Interface options` {
    @Test(arguments: [
        ("xterm-of-no-terminfo", "try TERM=xterm-256color pdl-tui"),
        ("dumb", "cannot show a screen"), ("", "cannot show a screen"),
    ])
    func `an unusable terminal type is reported with the remedy`(
        _ type: String, _ words: String
    ) async throws {
        try await Turns.shared.take {
            let terminal = try PseudoTerminal(
                [Program.pdlTUI],
                environment: Home().environment.merging(["TERM": type]) { $1 }, columns: 200)
            #expect(terminal.read(seconds: patience, until: words))
            #expect(terminal.exitCode() == 64)
            terminal.read(seconds: patience)
            let written = String(decoding: terminal.tail, as: UTF8.self)
            #expect(written.contains("TERM=\(type)") && written.contains("pdl-tui get"))
            #expect(!written.contains("\u{1B}"), "\(written)")
        }
    }

    @Test func `ASCII alone, no colours, no mouse`() async throws {
        try await Turns.shared.take {
            let origin = try await FaultOrigin.start(body: .pattern(32 << 20), .throttle(32 << 10))
            let usual = try await Interface(["-n", "8", origin.url()], home: Home())
            try await usual.wait(forMovingBars: 1)
            let picture = try await usual.terminal.picture()
            #expect(picture.contains(/[━╸]/) && picture.contains(/\u{1B}\[[0-9;]*[34]8[;:]/))
            #expect(try await usual.terminal.modes().hasMouse)
            let plain = try await Interface(
                ["--ascii", "--theme", "none", "--no-mouse", "-n", "8", origin.url()], home: Home())
            try await plain.wait(forMovingBars: 1)
            let bare = try await plain.terminal.picture()
            #expect(bare.unicodeScalars.allSatisfy { $0.isASCII }, "\(bare)")
            #expect(!bare.contains(/\u{1B}\[[0-9;]*[34]8[;:]/), "\(bare)")
            #expect(try await plain.terminal.modes().hasMouse == false)
            for interface in [usual, plain] { #expect(try await interface.quit() == 0) }
            try await origin.stop()
        }
    }

    @Test func `slow mode has the configured rate, on the wire`() async throws {
        try await Turns.shared.take {
            let origin = try await FaultOrigin.start(
                body: .pattern(256 << 20), .throttle(512 << 10))
            let interface = try await Interface(
                ["-n", "2", "--slow-limit", "64K", origin.url()], home: Home())
            try await interface.wait(forMovingBars: 1)
            try await interface.terminal.press("t")
            try await interface.terminal.wait(for: "slow mode") { $0.contains("slow mode") }
            // Bytes in the sockets are in flight already; then the rate holds.
            var last = origin.bytesServed
            try await wait(for: "a slow second", state: { "\(last)" }) {
                let (before, start) = (origin.bytesServed, ContinuousClock.now)
                try await wait(for: "a second") { ContinuousClock.now - start >= .seconds(1) }
                last = origin.bytesServed - before
                return last > 0 && last < 256 << 10
            }
            #expect(try await interface.quit() == 0)
            try await origin.stop()
        }
    }

    @Test func `an expired link gets a new URL and keeps its bytes and name`() async throws {
        try await Turns.shared.take {
            let body = Body.pattern(32 << 20)
            let origin = try await FaultOrigin.start(body: body, .throttle(64 << 10))
            let interface = try await Interface(
                ["-n", "4", "--retries", "1", origin.url("/file.bin?sig=1")], home: Home())
            try await interface.wait(forMovingBars: 4)
            origin.misbehave(
                .when(Condition { $0.target.hasSuffix("sig=1") }, .status(403)))
            try await interface.terminal.press("p")
            try await interface.terminal.wait(forText: "paused")
            try await interface.terminal.press("p")
            try await interface.terminal.wait(forText: "link expired (403)")
            try await interface.terminal.press("u")
            try await interface.terminal.wait(forText: "new URL")
            try await interface.terminal.type(origin.url("/other?sig=2"))
            try await interface.terminal.press("Enter")
            try await interface.wait(forFile: "file.bin")
            #expect(try body.isContent(ofFile: interface.home.path("file.bin")))
            try await origin.stop()
        }
    }
}
