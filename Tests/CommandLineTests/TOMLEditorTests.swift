import Testing

@testable import pdl_tui

struct TOMLEditorTests {
    private func edited(
        _ text: String, _ key: String, _ section: String?, _ value: String
    ) throws -> String {
        var editor = TOMLEditor(text: text)
        try editor.set(key, in: section, to: value)
        return editor.text
    }

    @Test func `a value is changed and everything else is kept`() throws {
        let text = """
            # mine
            active = 3   # at once
            [screen]
            theme = "dark" # as I like it
            bell = false

            """
        #expect(
            try edited(text, "theme", "screen", "\"nord\"")
                == text.replacing("\"dark\"", with: "\"nord\""))
        #expect(try edited(text, "active", nil, "5") == text.replacing("3", with: "5"))
    }

    @Test func `a key that is commented out gets a new line below`() throws {
        #expect(
            try edited("#active = 3 # n\n[screen]\n#theme = \"auto\"\n", "active", nil, "4")
                == "#active = 3 # n\nactive = 4\n[screen]\n#theme = \"auto\"\n")
    }

    @Test func `a missing key or section is added in its place`() throws {
        #expect(try edited("", "theme", "screen", "1") == "[screen]\ntheme = 1\n")
        #expect(
            try edited("[screen]\nbell = true\n\n[limit]\n", "theme", "screen", "1")
                == "[screen]\nbell = true\ntheme = 1\n\n[limit]\n")
        #expect(
            try edited("[screen]\nactive = 9\n", "active", nil, "1")
                == "active = 1\n[screen]\nactive = 9\n")
        #expect(
            try edited("a = 1\n", "rate", "limit", "\"2M\"")
                == "a = 1\n\n[limit]\nrate = \"2M\"\n")
    }

    @Test func `a value of several lines is left unchanged`() {
        #expect(throws: TOMLEditor.Failure.self) {
            try edited("active = [\n1]\n", "active", nil, "1")
        }
    }

    @Test func `a hash inside a string is not a comment`() throws {
        #expect(try edited("a = \"x # y\" # z\n", "a", nil, "1") == "a = 1 # z\n")
    }

    @Test func `a list on one line is replaced, and sections of its own are left alone`() throws {
        var editor = TOMLEditor(
            text: "[limit]\nschedule = [{ from = \"08:00\" }] # day\nslow = 1\n")
        try editor.set("schedule", in: "limit", to: "[]")
        #expect(editor.text == "[limit]\nschedule = [] # day\nslow = 1\n")
        var other = TOMLEditor(text: "[[limit.schedule]]\nfrom = \"08:00\"\n")
        #expect(throws: TOMLEditor.Failure.self) {
            try other.set("schedule", in: "limit", to: "[]")
        }
    }
}
