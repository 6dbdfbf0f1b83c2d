import Dispatch
import DownloadEngine
import Glibc
import Synchronization
import TerminalUI

/// Provides all URLs of a command in order: the arguments, then the input files.
///
/// Lines are read on demand. A list of any length, or one still being written, therefore takes
/// little memory. A list without URLs is an error: the output of a command that failed must not look
/// as if there were nothing to do.
final class InputSource: Sendable {
    /// A line of the input, or the error in it.
    typealias Entry = Result<InputLine, SettingError>

    private struct State: ~Copyable {
        var urls: ArraySlice<String>
        var files: ArraySlice<String>
        var name = ""
        var number = 0
        var reader: LineReader?
        /// Whether the current list has an entry.
        var hasEntry = false
        /// Whether there was anything but lists without URLs.
        var hasInput: Bool
    }

    private let state: Mutex<State>
    // Reading standard input may block indefinitely, so it must not occupy a shared task thread.
    private let queue = DispatchQueue(label: "input")

    /// - Parameters:
    ///   - urls: The URLs from the command line.
    ///   - files: Paths of input files; `-` is standard input.
    /// - Throws: `SettingError` when a file cannot be read.
    init(urls: [String], files: [String]) throws(SettingError) {
        for file in files where file != "-" && access(file, R_OK) != 0 {
            let error = SystemError(errno)
            throw SettingError(message: "input file \(Text.visible(file)): \(error)")
        }
        self.state = Mutex(State(urls: urls[...], files: files[...], hasInput: !urls.isEmpty))
    }

    /// Whether nothing has been found so far but lists without URLs.
    var isEmpty: Bool { state.withLock { !$0.hasInput } }

    /// Returns the next 1 to `count` entries; none at the end of the input.
    func next(_ count: Int) async -> [Entry] {
        await withCheckedContinuation { continuation in
            queue.async {
                let entries = self.state.withLock { Self.next(count, of: &$0) }
                continuation.resume(returning: entries)
            }
        }
    }

    private static func next(_ count: Int, of state: inout State) -> [Entry] {
        if !state.urls.isEmpty {
            let urls = state.urls.prefix(count)
            state.urls = state.urls.dropFirst(count)
            return urls.map { .success(InputLine(url: $0)) }
        }
        while true {
            if state.reader == nil {
                guard let file = state.files.popFirst() else { return [] }
                state.name = file == "-" ? "standard input" : Text.visible(file)
                state.number = 0
                state.hasEntry = false
                let descriptor = file == "-" ? STDIN_FILENO : open(file, O_RDONLY | O_CLOEXEC)
                guard descriptor >= 0 else { return [failure(SystemError(errno), &state)] }
                state.reader = LineReader(descriptor: descriptor)
            }
            do throws(SystemError) {
                let lines = try state.reader?.lines(upTo: count) ?? []
                let entries = lines.compactMap { entry($0, &state) }
                if !entries.isEmpty {
                    state.hasEntry = true
                    state.hasInput = true
                    return entries
                }
                guard lines.isEmpty else { continue }
                state.reader = nil
                if !state.hasEntry { return [.failure(withoutURLs(state.name))] }
            } catch {
                state.reader = nil
                return [failure(error, &state)]
            }
        }
    }

    private static func failure(_ error: SystemError, _ state: inout State) -> Entry {
        state.hasInput = true
        return .failure(SettingError(message: "\(state.name): \(error)"))
    }

    private static func withoutURLs(_ name: String) -> SettingError {
        SettingError(
            message:
                "\(name): no URLs in this list; write one per line (lines that begin with # are"
                + " comments)")
    }

    private static func entry(_ line: String, _ state: inout State) -> Entry? {
        state.number += 1
        let place = "\(state.name):\(state.number)"
        do throws(SettingError) {
            guard line.utf8.count < LineReader.longestLine else {
                throw SettingError(message: "the line is too long for a URL")
            }
            guard !line.utf8.contains(0) else {
                throw SettingError(
                    message:
                        "the line contains NUL bytes; save the list as UTF-8, or as UTF-16 with"
                        + " a byte order mark")
            }
            guard var entry = try InputLine(line) else { return nil }
            entry.place = place
            return .success(entry)
        } catch {
            return .failure(SettingError(message: "\(place): \(error.message)"))
        }
    }
}
