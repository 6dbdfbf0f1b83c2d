/// The table of keys, used for dispatch, hint line, help, manual page and README.
package struct Keymap: Hashable, Sendable {
    /// The rows of the table.
    package private(set) var bindings: [Binding]
    private var lookup: [Place: [Key: Action]] = [:]

    /// Creates a table; of two rows with the same key in the same place the first wins.
    package init(_ bindings: [Binding]) {
        self.bindings = bindings
        for binding in bindings {
            for place in binding.places {
                for key in binding.keys where lookup[place]?[key] == nil {
                    lookup[place, default: [:]][key] = binding.action
                }
            }
        }
    }

    /// Returns the action of `key` in `place`.
    package func action(for key: Key, in place: Place) -> Action? { lookup[place]?[key] }

    /// Returns the keys of `action` in a place, or anywhere.
    package func keys(for action: Action, in place: Place? = nil) -> [Key] {
        bindings.filter { binding in
            binding.action == action && (place.map { binding.places.contains($0) } ?? true)
        }.flatMap(\.keys)
    }

    /// The default keys.
    package static let `default` = Keymap([
        Binding(["j", .down], .moveDown),
        Binding(["k", .up], .moveUp),
        Binding(["g", .home], .moveToFirst),
        Binding(["G", .end], .moveToLast),
        Binding([.pageDown, .control("f")], .pageDown),
        Binding([.pageUp, .control("b")], .pageUp),
        Binding(["n"], .nextFailed),
        Binding(["N"], .previousFailed),
        Binding([.tab], .openPane, in: [.queue]),
        Binding([.enter], .open),
        Binding([.escape], .back, in: [.queue]),
        Binding([.tab, .escape], .back, in: [.pane]),
        Binding(["a"], .add),
        Binding(["p", " "], .togglePause),
        Binding(["P"], .togglePauseAll),
        Binding(["r"], .retry, in: [.queue]),
        Binding(["!"], .retryAll),
        Binding(["r"], .retryFragment, in: [.pane]),
        Binding(["+"], .moreFragments),
        Binding(["-"], .fewerFragments),
        Binding(["="], .setFragments),
        Binding(["J"], .moveDownInQueue),
        Binding(["K"], .moveUpInQueue),
        Binding(["<"], .moveToTop),
        Binding([">"], .moveToBottom),
        Binding(["S"], .startNow),
        Binding(["d", .delete], .remove),
        Binding(["U"], .undo),
        Binding(["c"], .clearFinished),
        Binding(["l"], .limit),
        Binding(["L"], .limitAll),
        Binding(["t"], .toggleSlow),
        Binding(["e"], .edit),
        Binding(["u"], .replaceURL),
        Binding(["R"], .startOver),
        Binding(["T"], .trust),
        Binding(["m"], .mark, in: [.queue]),
        Binding(["v"], .markRange, in: [.queue]),
        Binding(["A"], .markAll, in: [.queue]),
        Binding(["/"], .filter),
        Binding(["s"], .sort),
        Binding(["1"], .showFragments),
        Binding(["2"], .showInfo),
        Binding(["3"], .showLog),
        Binding(["4"], .showSpeed),
        Binding(["5"], .showHeat),
        Binding(["z"], .zoom),
        Binding(["H"], .history),
        Binding(["[", .left], .previousTab),
        Binding(["]", .right], .nextTab),
        Binding(["o"], .openFolder),
        Binding(["y"], .copyURL),
        Binding([","], .settings),
        Binding(["?", .function(1), ":", .control("p")], .help),
        Binding([.control("l")], .redraw),
        Binding([.control("z")], .suspend),
        Binding(["D"], .detach),
        Binding(["q", .control("c")], .quit),
    ])
}

extension Key: ExpressibleByExtendedGraphemeClusterLiteral {
    /// Creates the key of this character.
    package init(extendedGraphemeClusterLiteral value: Character) {
        self = .character(value)
    }
}
