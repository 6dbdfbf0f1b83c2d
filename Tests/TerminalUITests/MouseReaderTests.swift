import DownloadCore
import Testing

@testable import TerminalUI

struct MouseReaderTests {
    /// Feeds bytes that follow the beginning of a report; returns the events, and the bytes that
    /// are not part of the report.
    private func read(
        _ bytes: [UInt8], _ encoding: MouseReader.Encoding, seconds: Double = 0,
        with reader: inout MouseReader
    ) -> (events: [InputEvent], rest: [UInt8]) {
        var (events, rest): ([InputEvent], [UInt8]) = ([], [])
        reader.begin(encoding, at: Instant(seconds: seconds))
        for byte in bytes {
            let (isPart, event) = reader.take(byte, at: Instant(seconds: seconds))
            if let event { events.append(event) }
            if !isPart { rest.append(byte) }
        }
        return (events, rest)
    }

    @Test(
        arguments: [
            ("0;1;1M", .mouse(.click, x: 0, y: 0)), ("0;120;40M", .mouse(.click, x: 119, y: 39)),
            ("4;3;2M", .mouse(.click, x: 2, y: 1)), ("64;3;2M", .mouse(.wheelUp, x: 2, y: 1)),
            ("65;3;2M", .mouse(.wheelDown, x: 2, y: 1)),
            ("81;3;2M", .mouse(.wheelDown, x: 2, y: 1)),
            ("0;3;2m", nil), ("2;3;2M", nil), ("32;3;2M", nil), ("66;3;2M", nil), ("0;0;1M", nil),
            ("0;1M", nil), ("0;1;1;1M", nil), (";;M", nil), ("M", nil), ("0;99999;1M", nil),
        ] as [(String, InputEvent?)])
    func `a report in decimal numbers is read`(_ text: String, _ event: InputEvent?) {
        var reader = MouseReader()
        let (events, rest) = read(Array((text + "q").utf8), .decimal, with: &reader)
        #expect(events == (event.map { [$0] } ?? []))
        #expect(rest == Array("q".utf8))
    }

    @Test(
        arguments: [
            ([0x20, 0x21, 0x21], .mouse(.click, x: 0, y: 0)),
            ([0x20, 0xFF, 0x7F], .mouse(.click, x: 222, y: 94)),
            ([0x60, 0x23, 0x22], .mouse(.wheelUp, x: 2, y: 1)),
            ([0x61, 0x23, 0x22], .mouse(.wheelDown, x: 2, y: 1)),
            ([0x23, 0x21, 0x21], nil), ([0x20, 0x20, 0x21], nil),
        ] as [([UInt8], InputEvent?)])
    func `a report in bytes is read`(_ bytes: [UInt8], _ event: InputEvent?) {
        var reader = MouseReader()
        let (events, rest) = read(bytes + [0x71], .bytes, with: &reader)
        #expect(events == (event.map { [$0] } ?? []))
        #expect(rest == [0x71])
    }

    @Test func `a second click at once is a double click`() {
        var reader = MouseReader()
        let clicks = [1.0, 1.2, 1.3, 3].flatMap { seconds in
            read(Array("0;2;2M".utf8), .decimal, seconds: seconds, with: &reader).events
        }
        let (single, double) = (
            InputEvent.mouse(.click, x: 1, y: 1),
            InputEvent.mouse(.doubleClick, x: 1, y: 1)
        )
        #expect(clicks == [single, double, single, single])
    }

    @Test(arguments: ["", "0", "0;1;1", "0;1;", String(repeating: "1", count: 40)])
    func `an incomplete report eats no key`(_ text: String) {
        for key in [0x03, 0x1B, 0x0D, 0x71, 0x3F, 0xC3] as [UInt8] {
            var reader = MouseReader()
            #expect(read(Array(text.utf8) + [key], .decimal, with: &reader).rest.last == key)
        }
        // Even a digit is a key some time later.
        var reader = MouseReader()
        _ = read(Array(text.utf8), .decimal, with: &reader)
        #expect(reader.take(UInt8(ascii: "1"), at: Instant(seconds: 1.5)).isPart == false)
        reader.begin(.bytes, at: Instant(seconds: 2))
        #expect(reader.take(0x03, at: Instant(seconds: 2)).isPart == false)
        reader.begin(.decimal, at: Instant(seconds: 3))
        reader.cancel()
        #expect(reader.take(UInt8(ascii: "1"), at: Instant(seconds: 3)).isPart == false)
    }
}
