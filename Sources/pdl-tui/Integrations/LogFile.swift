import DownloadCore
import Glibc
import TerminalUI

/// Writes the interface's log: one line per event, with an RFC 3339 timestamp.
///
/// It contains no credentials: no headers, no passwords, and of each URL only the part before the
/// query.
struct LogFile {
    /// The size in bytes at which the log is rotated; the previous file is kept as `NAME.1`.
    static let most: Int64 = 1 << 20

    private static let spare = SpareDescriptor()

    private let path: String
    private var report = GetReport(detail: .retries)

    /// - Parameter path: The file, created if missing; its directory must exist.
    init(path: String) {
        self.path = path
        // Reserved while there are descriptors left.
        _ = Self.spare
    }

    /// Skips downloads that have already ended in `snapshot`.
    mutating func passOver(_ snapshot: Snapshot) {
        report.passOver(snapshot)
    }

    /// Appends the new events of a snapshot; a log that cannot be written stops nothing else.
    ///
    /// - Parameters:
    ///   - snapshot: The latest snapshot.
    ///   - time: The wall clock, in seconds since 1970.
    mutating func note(_ snapshot: Snapshot, time: Double) {
        let stamp = Self.stamp(time)
        let lines = report.events(in: snapshot).compactMap { event in
            Self.text(of: event).map {
                "\(stamp) \(event.id) \(Text.visible(Self.withoutQueries($0)))\n"
            }
        }
        if !lines.isEmpty { append(lines.joined()) }
    }

    /// Appends a line about the program itself.
    func note(_ line: String, time: Double) {
        append("\(Self.stamp(time)) \(Text.visible(line))\n")
    }

    private func append(_ text: String) {
        let code = write(text)
        if code == EMFILE || code == ENFILE { _ = Self.spare.lend { write(text) } }
    }

    /// Returns the system's error code if the file cannot be opened, otherwise 0.
    private func write(_ text: String) -> Int32 {
        var descriptor = openFile()
        guard descriptor >= 0 else { return errno }
        var information = stat()
        if fstat(descriptor, &information) == 0, Int64(information.st_size) >= Self.most {
            close(descriptor)
            rename(path, path + ".1")
            descriptor = openFile()
        }
        defer { close(descriptor) }
        Output(descriptor: descriptor).write(text)
        return 0
    }

    private func openFile() -> Int32 {
        open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o600)
    }

    private static func text(of event: DownloadNotice) -> String? {
        switch event.kind {
        case .progress: nil
        case .warning(let text): "warning \(event.name): \(text)"
        case .start: "start \(event.name) from \(event.shownURL)"
        case .retry(let fragment, let error, let delay):
            "retry \(event.name)\(fragment.map { ", fragment \($0)" } ?? ""): \(error.cause);"
                + " retrying in \(Units.duration(delay))"
        case .done: "done \(event.path), \(event.received) bytes"
        case .failed(let error): "failed \(event.name): \(error.cause)"
        }
    }

    /// Cuts each URL in `text` at its query or fragment, which may hold credentials.
    static func withoutQueries(_ text: String) -> String {
        text.split(separator: " ", omittingEmptySubsequences: false).map { word in
            guard word.contains("://"), let end = word.firstIndex(where: { "?#".contains($0) })
            else { return String(word) }
            return word[...end] + "…"
        }.joined(separator: " ")
    }

    private static func stamp(_ time: Double) -> String {
        var seconds = time_t(time)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        var text: [CChar] = Array(repeating: 0, count: 32)
        let count = strftime(&text, text.count, "%Y-%m-%dT%H:%M:%SZ", &parts)
        return String(decoding: text.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
