import CNcurses
import TerminalUI

/// Why the interface cannot be shown.
struct TerminalError: Error, CustomStringConvertible {
    /// One line for people.
    let description: String
}

/// The terminal: ncurses for its modes, keys and abilities; our own rows of cells for its screen.
///
/// This is the only file that touches ncurses. ncurses cannot show more than 256 colours or update
/// a screen in one step, so frames are written by `FrameWriter` past it.
@MainActor
final class Terminal {
    /// Whether the terminal is gone: nothing can be read from it or written to it.
    private(set) var isLost = false
    /// How many colours it shows.
    let depth: ColorDepth
    /// Whether it shows more than ASCII.
    let isUnicode: Bool
    /// Whether it understands operating system commands (OSC): title, clipboard, notifications.
    let understandsCommands: Bool
    /// Whether its background is light, as far as it says.
    let isLight: Bool

    private let keys: UnsafeMutablePointer<WINDOW>
    private let usesMouse: Bool
    private var isUp = false
    private var pasted: [Unicode.Scalar]?
    private var lastClick: (x: Int, y: Int, time: Double)?

    /// What switches on what ncurses does not know of: pastes as such; and off again.
    private static let enter = "\u{1B}[?2004h"
    private static let leave = "\u{1B}[?2026l\u{1B}[?2004l\u{1B}[0m\u{1B}[?25h"
    /// What puts any terminal back, whether ncurses still works or not.
    private static let restoreAll =
        leave + "\u{1B}[?1000l\u{1B}[?1002l\u{1B}[?1003l\u{1B}[?1006l\u{1B}[?1l\u{1B}>\u{1B}[?1049l"

    /// Opens the terminal on standard input and output.
    ///
    /// - Throws: `TerminalError` when there is none, or it cannot show a screen.
    init(environment: [String: String], color: Bool, mouse: Bool) throws(TerminalError) {
        let name = environment["TERM"] ?? ""
        let way = "use `pdl-tui get URL …`, which needs no screen"
        guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
            throw TerminalError(description: "standard input and output are not a terminal; \(way)")
        }
        guard !name.isEmpty, name != "dumb", name != "unknown" else {
            throw TerminalError(
                description:
                    "the terminal (TERM=\(Text.visible(name))) cannot show a screen; \(way)")
        }
        setlocale(LC_ALL, "")
        pdl_guard_prepare(Self.restoreAll)
        guard pdl_open_screen() != nil, let keys = pdl_open_keys() else {
            throw TerminalError(
                description:
                    "unknown terminal type: TERM=\(Text.visible(name)) has no terminfo entry;"
                    + " try TERM=xterm-256color pdl-tui, or \(way)")
        }
        self.keys = keys
        usesMouse = mouse
        isUnicode = pdl_is_utf8() != 0
        let isPlain = ["linux", "vt100", "vt102", "vt220", "ansi", "cons25"].contains(name)
        understandsCommands = !isPlain
        depth = Self.depth(environment, isPlain: isPlain, color: color)
        let background = environment["COLORFGBG"]?.split(separator: ";").last.flatMap { Int($0) }
        isLight = background.map { $0 == 7 || $0 > 8 } ?? false
        raw()
        noecho()
        nonl()
        set_escdelay(25)
        pdl_define_key("\u{1B}[200~", Int32(PDL_PASTE_BEGIN))
        pdl_define_key("\u{1B}[201~", Int32(PDL_PASTE_END))
        pdl_define_key("\u{1B}[I", Int32(PDL_FOCUS))
        pdl_define_key("\u{1B}[O", Int32(PDL_FOCUS))
        pdl_define_key("\u{1B}[Z", KEY_BTAB)
        pdl_first_refresh()
        begin()
    }

    /// The terminal's columns and rows.
    var size: (columns: Int, rows: Int) {
        var (columns, rows): (Int32, Int32) = (0, 0)
        guard pdl_size(&columns, &rows) != 0 else { return (80, 24) }
        return (Int(columns), Int(rows))
    }

    private static func depth(
        _ environment: [String: String], isPlain: Bool, color: Bool
    ) -> ColorDepth {
        let colors = pdl_colors()
        guard color, colors >= 8 else { return .none }
        let claim = environment["COLORTERM"] ?? ""
        if !isPlain, claim == "truecolor" || claim == "24bit" || colors > 256 { return .direct }
        return colors >= 256 ? .indexed : .sixteen
    }

    /// Switches the screen's modes on.
    private func begin() {
        isUp = true
        pdl_guard_arm(1)
        pdl_use_mouse(usesMouse ? 1 : 0)
        pdl_flush()
        write(Self.enter)
    }

    /// Gives the terminal back as it was found; safe to call more than once.
    func restore() {
        guard isUp else { return }
        isUp = false
        if !isLost {
            write(Self.leave)
            pdl_use_mouse(0)
            endwin()
            pdl_flush()
            pdl_guard_restore_modes()
        }
        pdl_guard_arm(0)
    }

    /// Takes the terminal again after `restore`, or after others may have changed its modes.
    func resume() {
        guard !isLost else { return }
        pdl_guard_arm(1)
        reset_prog_mode()
        pdl_first_refresh()
        // Else ncurses asks for the sequences it knows arrows by only when the next key has come.
        keypad(keys, true)
        begin()
    }

    /// Writes bytes to the terminal, all of them.
    func write(_ bytes: [UInt8]) {
        guard !isLost else { return }
        let isWritten = bytes.withUnsafeBytes { buffer in
            buffer.baseAddress.map { pdl_write_all($0, buffer.count) != 0 } ?? true
        }
        isLost = !isWritten
    }

    /// Writes text to the terminal.
    func write(_ text: String) { write(Array(text.utf8)) }

    /// Everything that was typed, pasted or clicked since the last call.
    ///
    /// - Parameter time: Seconds on a clock that never jumps, to tell a double click.
    /// - Returns: The events in order; none of a paste before its end.
    func read(at time: Double) -> [InputEvent] {
        var events: [InputEvent] = []
        var code: wint_t = 0
        while true {
            let kind = wget_wch(keys, &code)
            if kind == ERR { break }
            if let event = event(code, isKey: kind == KEY_CODE_YES, at: time) {
                events.append(event)
            }
        }
        if pdl_is_lost() != 0 { isLost = true }
        return events
    }

    private func event(_ code: wint_t, isKey: Bool, at time: Double) -> InputEvent? {
        if isKey {
            switch Int32(code) {
            case Int32(PDL_PASTE_BEGIN):
                pasted = []
                return nil
            case Int32(PDL_PASTE_END):
                defer { pasted = nil }
                return pasted.map { scalars in
                    .paste(String(String.UnicodeScalarView(scalars)))
                }
            case KEY_MOUSE: return mouseEvent(at: time)
            case let number: return pasted == nil ? Self.keys[number].map { .key($0) } : nil
            }
        }
        guard let scalar = Unicode.Scalar(code) else { return nil }
        if pasted != nil {
            // A paste without an end must not eat the memory.
            if let count = pasted?.count, count < 4_000_000 { pasted?.append(scalar) }
            return nil
        }
        switch code {
        case 0x09: return .key(.tab)
        case 0x0D: return .key(.enter)
        case 0x1B: return .key(.escape)
        case 0x7F, 0x08: return .key(.backspace)
        case 1..<0x1B: return Unicode.Scalar(code + 0x60).map { .key(.control(Character($0))) }
        case 0x20...: return .key(.character(Character(scalar)))
        default: return nil
        }
    }

    private func mouseEvent(at time: Double) -> InputEvent? {
        var (x, y): (Int32, Int32) = (0, 0)
        switch pdl_read_mouse(&x, &y) {
        case 1:
            let (column, row) = (Int(x), Int(y))
            let isDouble =
                lastClick.map { $0.x == column && $0.y == row && time - $0.time < 0.4 } ?? false
            lastClick = isDouble ? nil : (column, row, time)
            return .mouse(isDouble ? .doubleClick : .click, x: column, y: row)
        case 2: return .mouse(.wheelUp, x: Int(x), y: Int(y))
        case 3: return .mouse(.wheelDown, x: Int(x), y: Int(y))
        default: return nil
        }
    }

    private static let keys: [Int32: Key] = {
        var keys: [Int32: Key] = [
            KEY_UP: .up, KEY_DOWN: .down, KEY_LEFT: .left, KEY_RIGHT: .right, KEY_HOME: .home,
            KEY_END: .end, KEY_PPAGE: .pageUp, KEY_NPAGE: .pageDown, KEY_BTAB: .backTab,
            KEY_ENTER: .enter, KEY_BACKSPACE: .backspace, KEY_DC: .delete, KEY_IC: .insert,
        ]
        for number in 1...12 { keys[KEY_F0 + Int32(number)] = .function(number) }
        return keys
    }()
}
