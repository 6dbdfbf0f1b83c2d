import Testing

@testable import DownloadEngine

/// The cookies of one download, which several transfers change.
@Suite struct `A cookie jar` {
    private func line(
        _ name: String, _ value: String, domain: String = "host", path: String = "/"
    ) -> String {
        [domain, "FALSE", path, "FALSE", "0", name, value].joined(separator: "\t")
    }

    private func jar(_ lines: [String]) -> CookieJar {
        var jar = CookieJar()
        jar.merge(from: [], to: lines)
        return jar
    }

    @Test func `new cookies are added and existing ones replaced`() {
        var jar = jar([line("a", "1")])
        jar.merge(from: jar.lines, to: [line("a", "2"), line("b", "1")])
        #expect(jar.lines == [line("a", "2"), line("b", "1")])
    }

    @Test func `domain, path and name identify a cookie`() {
        let lines = [
            line("a", "1"), line("a", "2", domain: ".host"), line("a", "3", path: "/x"),
            line("b", "4"),
        ]
        #expect(jar(lines).lines == lines)
    }

    @Test func `two concurrent transfers keep each other's cookies`() {
        let before = [line("a", "1"), line("b", "1")]
        var jar = jar(before)
        jar.merge(from: before, to: [line("a", "2"), line("b", "1")])
        jar.merge(from: before, to: [line("a", "1"), line("b", "2"), line("c", "1")])
        #expect(jar.lines == [line("a", "2"), line("b", "2"), line("c", "1")])
    }

    @Test func `a cookie that a server expires is removed`() {
        var jar = jar([line("a", "1"), line("b", "1")])
        jar.merge(from: jar.lines, to: [line("b", "1")])
        #expect(jar.lines == [line("b", "1")])
    }

    @Test func `cookies of a file are not changed in the file`() {
        let file = [line("f", "1")]
        var jar = CookieJar()
        jar.merge(from: file, to: file + [line("a", "1")])
        #expect(jar.lines == [line("a", "1")])
    }
}
