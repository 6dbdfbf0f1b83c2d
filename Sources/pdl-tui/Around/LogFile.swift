import DownloadCore
import Glibc
import TerminalUI

/// The log of the interface: what happened to downloads, a line each, with the time (RFC 3339).
///
/// It holds nothing that lets anybody in: no header, no password, and of a URL what stands before
/// its query.
struct LogFile {
    /// From so many bytes on a new file begins; the one before stays as `NAME.1`.
    static let most: Int64 = 1 << 20

    private let path: String
    private var report = GetReport(detail: .retries)

    /// - Parameter path: The file; made if it is missing and its folder is there.
    init(path: String) {
        self.path = path
    }

    /// Leaves out what has ended in a snapshot already.
    mutating func passOver(_ snapshot: Snapshot) {
        report.passOver(snapshot)
    }

    /// Writes what is new in a snapshot; where that cannot be written, everything else goes on.
    ///
    /// - Parameters:
    ///   - snapshot: The newest state of everything.
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

    private func append(_ text: String) {
        var descriptor = openFile()
        guard descriptor >= 0 else { return }
        var information = stat()
        if fstat(descriptor, &information) == 0, Int64(information.st_size) >= Self.most {
            close(descriptor)
            rename(path, path + ".1")
            descriptor = openFile()
        }
        defer { close(descriptor) }
        Output(descriptor: descriptor).write(text)
    }

    private func openFile() -> Int32 {
        open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o600)
    }

    private static func text(of event: GetEvent) -> String? {
        switch event.kind {
        case .progress: nil
        case .warning(let text): "warning \(event.name): \(text)"
        case .start: "start \(event.name) from \(event.shownURL)"
        case .retry(let fragment, let error, let delay):
            "retry \(event.name)\(fragment.map { ", fragment \($0)" } ?? ""): \(error.cause);"
                + " next try in \(Units.duration(delay))"
        case .done: "done \(event.path), \(event.received) bytes"
        case .failed(let error): "failed \(event.name): \(error.cause)"
        }
    }

    /// The text with every URL in it cut before its query or fragment, which may be a key to the file.
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
