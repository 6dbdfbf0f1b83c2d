import Testing

/// The reader of Swift text that the architecture is checked with.
struct SwiftTextTests {
    @Test(arguments: [
        ("a // b\nc", "a \nc"),
        ("a /* b /* c */ d\n */ e", "a \n e"),
        ("x = \"a { \\\" b\" + y", "x = \"\" + y"),
        ("x = \"a \\(b(\"}\") + c) d\"", "x = \"\"(b(\"\") + c)"),
        ("x = #\"a \"b\" \\(c) \\#(d)\"# + e", "x = \"\"(d) + e"),
        ("x = \"\"\"\n a \"b\" {\n \"\"\" + c", "x = \"\"\n\n + c"),
    ])
    func `comments and strings are ignored`(_ source: String, _ code: String) {
        #expect(SwiftText(source).code == code)
    }

    @Test func `stored properties are distinguished from computed ones`() {
        var scanner = TypeScanner()
        let declared = scanner.scan(
            SwiftText(
                """
                public struct A: Sendable {
                    private(set) var a = 1
                    package let b: Bool
                    var c: Int { a }
                    var d: Int {
                        a
                    }
                    var e = 1 {
                        didSet { f() }
                    }
                    lazy var g = { 1 }()
                    static let h = 2
                    func f() { let local = 1 }
                    enum B { case x }
                    package var i: [Int] = []
                }
                extension A {
                    mutating func change() { var local = 2 }
                    var j: Int { 1 }
                }
                """))
        #expect(declared == ["A"])
        #expect(scanner.types["A"]?.properties.map(\.name) == ["a", "b", "e", "g", "i"])
        #expect(scanner.types["A"]?.properties.filter(\.isBool).map(\.name) == ["b"])
        #expect(
            scanner.types["A"]?.properties.filter { !$0.isProtected }.map(\.name) == ["i"])
        #expect(scanner.types["A"]?.isRecord == false)
        #expect(scanner.types["B"]?.isTopLevel == false)
    }
}
