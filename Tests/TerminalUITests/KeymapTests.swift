import Testing

@testable import TerminalUI

struct KeymapTests {
    @Test func `every action has a key and a title`() {
        for action in Action.allCases {
            #expect(!Keymap.default.keys(for: action).isEmpty, "\(action)")
            #expect(!action.title.isEmpty && !action.help.isEmpty, "\(action)")
        }
    }

    @Test func `no key has two actions in one place`() throws {
        #expect(try Keymap.default.applying([]) == Keymap.default)
        for place in Place.allCases {
            let keys = Keymap.default.bindings.filter { $0.places.contains(place) }.flatMap(\.keys)
            #expect(Set(keys).count == keys.count)
        }
    }

    @Test func `every key name is read back`() {
        for key in Keymap.default.bindings.flatMap(\.keys) {
            #expect(Key(key.name) == key)
            #expect(Key(key.asciiName) == key)
        }
        #expect(Key("Ctrl-") == nil)
        #expect(Key("") == nil)
    }

    @Test func `keys can be reassigned`() throws {
        let map = try Keymap.default.applying([("filter", ["f", "F3"]), ("add", ["a", "Ins"])])
        #expect(map.action(for: "f", in: .queue) == .filter)
        #expect(map.action(for: "/", in: .queue) == nil)
    }

    @Test(arguments: [
        ("ad", ["a"], "unknown action ad"),
        ("pauses", ["p"], "unknown action pauses"),
        ("add", ["x", "Hyper-Q"], "add: Hyper-Q is not a key"),
        ("add", ["p"], "p is given to both add and pause"),
        ("quit", [], "quit needs a key"),
    ])
    func `an invalid key is named`(_ action: String, _ keys: [String], _ words: String) {
        #expect {
            try Keymap.default.applying([(action, keys)])
        } throws: { error in
            "\(error)".hasPrefix(words)
        }
    }

    @Test func `printed tables name every action's keys`() {
        for action in Action.allCases {
            #expect(Keymap.default.markdown.contains(action.help), "\(action)")
            #expect(Keymap.default.manual.contains(action.help), "\(action)")
        }
        #expect(Keymap.default.markdown.contains("| `p` `Space` | pause or resume |"))
    }
}
