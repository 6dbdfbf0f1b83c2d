import DownloadCore
import Testing

@testable import TerminalUI

struct LookTests {
    @Test(arguments: Theme.builtIn)
    func `text is readable on every background`(_ theme: Theme) throws {
        for depth in [ColorDepth.direct, .indexed] {
            for ink in Ink.allCases where ink.isText {
                for paper in Paper.allCases where paper.carriesText {
                    var front = try #require(theme.inks[ink])
                    var back = try #require(theme.papers[paper])
                    if depth == .indexed {
                        front = Color(index256: front.index256)
                        back = Color(index256: back.index256)
                    }
                    let contrast = front.contrast(with: back)
                    #expect(
                        contrast >= 4.5, "\(theme.name) \(depth): \(ink) on \(paper) \(contrast)")
                }
            }
            for paper in [Paper.chip, .alarm] {
                let contrast = try #require(theme.inks[.inverse])
                    .contrast(with: #require(theme.papers[paper]))
                #expect(contrast >= 4.5)
            }
        }
    }

    @Test(arguments: Theme.builtIn)
    func `a bar keeps its hue with 256 colours`(_ theme: Theme) throws {
        func parts(_ color: Color) -> [Int] { [color.red, color.green, color.blue].map(Int.init) }
        for ink in Ink.allCases where ink.words != ink {
            let color = parts(try #require(theme.inks[ink]))
            let shown = parts(Color(index256: try #require(theme.inks[ink]).hue256))
            let (most, least) = (color.max() ?? 0, color.min() ?? 0)
            guard most - least > most / 3 else { continue }
            #expect(Set(shown).count > 1, "\(theme.name) \(ink) is grey")
            for (part, other) in zip(color, shown) where other == shown.max() {
                #expect(part + 40 >= most, "\(theme.name) \(ink): \(color) as \(shown)")
            }
        }
    }

    @Test func `a custom theme changes the colours it names`() throws {
        let theme = try Theme(
            name: "mine", base: .dark, colours: [("text", "#ffffff"), ("base", "none")])
        #expect(theme.inks[.text] == Color(0xFFFFFF))
        #expect(theme.papers[.base] == nil)
        #expect(throws: Theme.Problem.self) {
            try Theme(name: "x", base: .dark, colours: [("txt", "#ffffff")])
        }
        #expect(throws: Theme.Problem.self) {
            try Theme(name: "x", base: .dark, colours: [("text", "red")])
        }
    }

    @Test func `no colour is sent when colours are off`() {
        var writer = FrameWriter(theme: .dark, depth: .none, isSynchronized: false)
        let text = String(decoding: writer.frame(View.screen(Sample.model(100, 30))), as: UTF8.self)
        #expect(!text.contains("38;2") && !text.contains("48;2") && !text.contains("8;5"))
        #expect((30...37).allSatisfy { !text.contains(";\($0)m") })
    }

    @Test func `bars are one line, heavy for received and light for missing bytes`() {
        for depth in [ColorDepth.none, .sixteen, .indexed, .direct] {
            var writer = FrameWriter(theme: .dark, depth: depth, isSynchronized: false)
            let text = String(
                decoding: writer.frame(View.screen(Sample.model(100, 30))), as: UTF8.self)
            #expect(text.contains("━") && text.contains("────"), "\(depth)")
            #expect(!text.contains("▇") && !text.contains("▔"))
            // The map's background has no colour of its own there.
            let isBare = depth == .none || depth == .sixteen
            #expect(text.contains("·········") == isBare, "\(depth)")
        }
    }

    @Test func `a Linux console gets only glyphs of its font`() {
        var model = Sample.model(100, 30)
        model.press("?")
        var other = Sample.model(160, 50, Sample.manyFragments)
        other.press("5")
        let font = Set("█░▒▓▄▀▌▐─│┌┐└┘├┤┬┴┼═║╔╗╚╝√·↓↑←→■«»°±²".unicodeScalars)
        for model in [Sample.model(100, 30), model, other] {
            var writer = FrameWriter(
                theme: .dark, depth: .sixteen, isSynchronized: false, isConsole: true)
            let text = String(decoding: writer.frame(View.screen(model)), as: UTF8.self)
            let odd = text.unicodeScalars.filter {
                !$0.isASCII && !font.contains($0) && !$0.properties.isAlphabetic
                    && $0 != "-" && $0.value < 0x3000
            }
            #expect(Set(odd).isEmpty, "\(Set(odd))")
        }
    }

    @Test(arguments: [(130, 30), (100, 30), (40, 10), (24, 6)])
    func `unverified certificates are marked everywhere, on red`(
        _ columns: Int, _ rows: Int
    ) {
        var snapshot = Sample.snapshot
        snapshot.downloads[9].request.transport.insecure = true
        var model = Sample.model(columns, rows, snapshot)
        for key in ["Tab", "Esc", "/", "Esc", "d"] {
            model.press(key)
            let screen = View.screen(model)
            let header = screen.cells.prefix(columns)
            let text = screen.picture.prefix { $0 != "\n" }
            #expect(text.contains(columns < 120 ? "insecure" : "certificates not checked"))
            #expect(header.contains { $0.style.paper == .alarm })
        }
    }

    @Test func `unchanged cells are not written`() {
        var writer = FrameWriter(theme: .dark, depth: .direct, isSynchronized: true)
        var model = Sample.model(100, 30)
        #expect(!writer.frame(View.screen(model)).isEmpty)
        #expect(writer.frame(View.screen(model)).isEmpty)
        model.press("j")
        let step = writer.frame(View.screen(model))
        #expect(!step.isEmpty)
        writer.forget()
        #expect(writer.frame(View.screen(model)).count > step.count)
    }

    @Test(arguments: [
        (0, "0 B"), (999, "999 B"), (1023, "1.00 KiB"), (1024, "1.00 KiB"), (10_240, "10.0 KiB"),
        (422_000, "412 KiB"), (1_022_976, "999 KiB"), (1_037_312, "0.99 MiB"),
        (1_048_000, "1.00 MiB"), (1_048_576, "1.00 MiB"),
        (Int64.max, "8.00 EiB"), (-5, "0 B"),
    ])
    func `sizes have three digits`(_ bytes: Int64, _ text: String) {
        #expect(Units.bytes(bytes) == text)
    }

    @Test(arguments: [
        (6.0, "0:06"), (118, "1:58"), (7083, "1:58:03"), (273_600, "3d 4h"), (1e12, ">99d"),
        (.nan, ""), (-1, ""),
    ])
    func `times are short`(_ seconds: Double, _ text: String) {
        #expect(Units.duration(seconds) == text)
    }

    @Test func `dates, rates and thousands`() {
        #expect(Units.date(1_767_268_800, secondsFromUTC: 3600) == "2026-01-01 13:00")
        #expect(Units.date(951_782_400, secondsFromUTC: 0) == "2000-02-29 00:00")
        #expect(Units.rate("500K") == 512_000)
        #expect(Units.rate("2m") == 2_097_152)
        #expect(Units.rate("-1") == nil && Units.rate("x") == nil && Units.rate("nan") == nil)
        #expect(Units.grouped(157_810_688) == "157,810,688")
    }

    @Test func `a graph has its newest value at the right`() {
        let graph = Graph(values: [1, 2, 4, 8], seconds: 1, top: 8, width: 4, height: 1)
        #expect((0..<4).map { graph.glyph($0, 0, ascii: false) } == ["▁", "▂", "▄", "█"])
        #expect((0..<4).map { graph.glyph($0, 0, ascii: true) } == [".", ".", ".", "#"])
        let short = Graph(values: [2, 4, 8], seconds: 2, top: 8, width: 3, height: 1)
        #expect((0..<3).map { short.glyph($0, 0, ascii: false) } == [nil, "▂", "▆"])
        #expect(Graph.seconds(for: 60, width: 80) == 1 && Graph.seconds(for: 300, width: 80) == 5)
        #expect(Graph.niceCeiling(41 * 1_048_576) == 50 * 1_048_576)
    }

    @Test(arguments: [
        ("http://", "has no host"), ("gopher://x/", "is not supported"),
        ("https://x:99999/", "above 65535"), ("https://a b/", "contains a space"),
        ("magnet:?xt=1", "is not supported"), ("https//x/y", "did you mean https://x/y?"),
    ])
    func `an invalid URL is explained`(_ url: String, _ words: String) {
        #expect(
            URLText.problem(with: url)?.contains(words) ?? false,
            "\(URLText.problem(with: url) ?? "")")
    }

    @Test(arguments: [
        "https://example.org", "HTTP://u:p@h:8080/x?y#z", "sftp://host/a", "https://[::1]:80/",
        "ftp://é.fr/a",
    ])
    func `a valid URL is accepted`(_ url: String) {
        #expect(URLText.problem(with: url) == nil)
    }

    @Test func `user name and password are not shown`() {
        #expect(URLText.withoutUser("https://u:p@h/x@y") == "https://h/x@y")
    }

    @Test func `the last of ten thousand rows can be selected`() {
        var snapshot = Snapshot(time: Instant(seconds: 100))
        snapshot.downloads = (1...10_000).map {
            Sample.download(Int64($0), "file-\($0).bin", mebibytes: 5, parts: [1], state: .done)
        }
        var model = Sample.model(100, 30, snapshot)
        model.press("G", "k", "k")
        #expect(model.selection.row == 9997)
        #expect(View.screen(model).picture.contains("file-9998.bin"))
    }
}
