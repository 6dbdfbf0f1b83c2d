import CNcurses
import Dispatch
import DownloadCore
import TerminalUI

/// Drives the terminal: ncurses for keys and capabilities, our own cells for the screen.
///
/// Only this file uses ncurses. It supports no more than 256 colours and no atomic screen updates,
/// and its writes block on the terminal. All output therefore goes through a `DescriptorWriter`.
@MainActor
final class Terminal {
    /// Whether the terminal is gone, so that neither reading nor writing is possible.
    var isLost: Bool { hasHungUp || output.isClosed }
    /// The colour depth.
    let depth: ColorDepth
    /// Whether the terminal can show non-ASCII characters.
    let isUnicode: Bool
    /// Whether it supports operating system commands (OSC): title, clipboard, notifications.
    let understandsCommands: Bool
    /// Whether it is GNU Screen, which does not answer questions.
    private let isScreen: Bool
    /// Whether its font has few characters: that of a Linux console.
    let isConsole: Bool
    /// Whether its background is light, according to `COLORFGBG`.
    let isLight: Bool

    private let keys: UnsafeMutablePointer<WINDOW>
    private let output: DescriptorWriter
    private let relay = Relay()
    /// The sequences that enter and leave the screen's modes.
    private let (enter, leave): (String, String)
    private var hasHungUp = false
    private var isUp = false
    private var decoder = InputDecoder { Unicode.Scalar(btowc(Int32($0))) }
    private var pastes = PasteReader()
    private var background = BackgroundReply()
    /// Whether the terminal's background is light, when it has just said so.
    private(set) var saysLight: Bool?
    private var mouse = MouseReader()

    /// The backlog in bytes above which text other than the screen is dropped.
    private static let mostBacklog = 256 << 10
    /// Seconds allowed for writing the sequences that restore the terminal.
    private static let shutdownTimeout = 0.25

    /// Opens the terminal on standard input and output.
    ///
    /// - Parameters:
    ///   - environment: The environment.
    ///   - color: Whether to use colours.
    ///   - mouse: Whether to capture the mouse.
    /// - Throws: `TerminalError` when there is no terminal, or it cannot show a screen.
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
        pdl_guard_prepare()
        guard pdl_open_screen() != nil, let keys = pdl_open_keys() else {
            throw TerminalError(
                description:
                    "unknown terminal type: TERM=\(Text.visible(name)) has no terminfo entry;"
                    + " try TERM=xterm-256color pdl-tui, or \(way)")
        }
        self.keys = keys
        isUnicode = pdl_is_utf8() != 0
        let isPlain = ["linux", "vt100", "vt102", "vt220", "ansi", "cons25"].contains(name)
        understandsCommands = !isPlain
        isScreen = name.hasPrefix("screen")
        isConsole = name == "linux" || name.hasPrefix("linux-")
        depth = Self.depth(environment, isPlain: isPlain, color: color)
        let background = environment["COLORFGBG"]?.split(separator: ";").last.flatMap { Int($0) }
        isLight = background.map { $0 == 7 || $0 > 8 } ?? false
        output = .terminal { [relay] in
            DispatchQueue.main.async { MainActor.assumeIsolated { relay.whenIdle() } }
        }
        (enter, leave) = Self.sequences(mouse: mouse)
        set_escdelay(25)
        pdl_define_key("\u{1B}[200~", Int32(PDL_PASTE_BEGIN))
        pdl_define_key("\u{1B}[201~", Int32(PDL_PASTE_END))
        pdl_define_key("\u{1B}[I", Int32(PDL_FOCUS))
        pdl_define_key("\u{1B}[O", Int32(PDL_FOCUS))
        pdl_define_key("\u{1B}[Z", KEY_BTAB)
        pdl_define_mouse()
        pdl_guard_learn(leave)
        begin()
    }

    /// The terminal's columns and rows.
    var size: (columns: Int, rows: Int) {
        var (columns, rows): (Int32, Int32) = (0, 0)
        guard pdl_size(&columns, &rows) != 0 else { return (80, 24) }
        return (Int(columns), Int(rows))
    }

    /// Returns the sequences that enter the screen's modes and restore the terminal.
    private static func sequences(mouse: Bool) -> (enter: String, leave: String) {
        func capability(_ name: String, _ parameter: Int32 = 0) -> String {
            String(cString: pdl_capability(name, parameter))
        }
        // Button presses, in decimal numbers where the terminal can.
        let (track, untrack) =
            mouse ? ("\u{1B}[?1000h\u{1B}[?1006h", "\u{1B}[?1006l\u{1B}[?1000l") : ("", "")
        let enter = capability("smcup") + capability("smkx") + track + "\u{1B}[?2004h"
        let back = capability("rmcup")
        let leave =
            "\u{1B}[?2026l\u{1B}[?2004l" + untrack + capability("rmkx")
            // Without an alternate screen, the shell prompt appears below our rows.
            + "\u{1B}[0m\u{1B}[?25h" + (back.isEmpty ? "\u{1B}[999;1H\n" : back)
        return (enter, leave)
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

    /// Enters the screen's modes.
    private func begin() {
        isUp = true
        pdl_guard_arm(1)
        write(enter)
    }

    /// Restores the terminal; safe to call more than once.
    ///
    /// A terminal that is not being read delays this only briefly: its pending output is discarded.
    func restore() {
        guard isUp else { return }
        isUp = false
        if !isLost {
            output.write(leave.utf8)
            if !output.flush(within: Self.shutdownTimeout) {
                output.cancel()
                // CAN aborts a sequence that was cut off.
                pdl_write_soon(STDOUT_FILENO, "\u{18}" + leave, leave.utf8.count + 1)
            }
            pdl_set_modes(0)
        }
        pdl_guard_arm(0)
    }

    /// Makes a write beyond the file size limit (`ulimit -f`) fail instead of killing the process.
    nonisolated static func surviveSizeLimit() { pdl_survive_size_limit() }

    /// Restores the terminal from any thread, just before the process exits.
    nonisolated static func rescue() { pdl_guard_restore() }

    /// Takes over the terminal again, after `restore` or after other programs changed its modes.
    func resume() {
        guard !isLost else { return }
        output.reopen()
        pdl_set_modes(1)
        begin()
    }

    /// Whether earlier output is still pending: another frame would have to wait.
    var isBusy: Bool { output.isBusy }

    /// Called whenever all output has been written, and when the terminal is lost.
    var whenIdle: () -> Void {
        get { relay.whenIdle }
        set { relay.whenIdle = newValue }
    }

    @MainActor
    private final class Relay {
        var whenIdle: () -> Void = {}
    }

    /// Queues bytes for the terminal and returns at once.
    func write(_ bytes: [UInt8]) {
        guard isUp, !isLost else { return }
        output.write(bytes)
    }

    /// Queues text for the terminal; drops it if the terminal is not being read.
    func write(_ text: String) {
        guard output.backlog < Self.mostBacklog else { return }
        write(Array(text.utf8))
    }

    // MARK: Input

    /// Asks the terminal for its background; an answer sets `saysLight`.
    func askForBackground(at time: Double) {
        guard understandsCommands, !isScreen else { return }
        background.expect(from: Instant(seconds: time))
        write(BackgroundReply.question)
    }

    /// Returns everything typed, pasted or clicked since the last call.
    ///
    /// - Parameter time: Seconds on a monotonic clock.
    /// - Returns: The events in order; a paste is delivered once complete.
    func read(at time: Double) -> [InputEvent] {
        var burst: [PasteReader.Input] = []
        let now = Instant(seconds: time)
        while true {
            // Read bytes, not characters: ncurses drops characters that are invalid in the locale.
            let code = wgetch(keys)
            if code == ERR { break }
            if let byte = UInt8(exactly: code) {
                let (isPart, event) = mouse.take(byte, at: now)
                if let event { burst.append(.event(event)) }
                if !isPart { burst += decoder.take(byte) }
            } else {
                mouse.cancel()
                burst += decoder.finish()
                if let input = input(code, at: now) { burst.append(input) }
            }
        }
        if pdl_is_lost() != 0 { hasHungUp = true }
        let (rest, color) = background.take(burst, at: now)
        saysLight = color.map { $0.luminance > 0.35 }
        return rest.isEmpty && !burst.isEmpty ? [] : pastes.events(of: rest, at: now)
    }

    /// Maps a key code of ncurses to an input; `nil` if it has none by itself.
    private func input(_ code: Int32, at now: Instant) -> PasteReader.Input? {
        switch code {
        case Int32(PDL_PASTE_BEGIN): return .begin
        case Int32(PDL_PASTE_END): return .end
        case Int32(PDL_MOUSE): mouse.begin(.decimal, at: now)
        case Int32(PDL_MOUSE_BYTES): mouse.begin(.bytes, at: now)
        case let number: return Self.keys[number].map { .event(.key($0)) }
        }
        return nil
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
