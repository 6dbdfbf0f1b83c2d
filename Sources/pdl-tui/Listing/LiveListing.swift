import DownloadCore
import DownloadEngine
import TerminalUI

/// Prints the queue of the running engine as it is now.
struct LiveListing {
    /// The queue.
    var snapshot: Snapshot
    /// Whether downloads are printed as JSON objects instead of columns.
    var isJSON: Bool

    /// A line for each download, in the order of the queue.
    var text: String {
        snapshot.downloads.enumerated().map { index, download in
            isJSON ? json(download, number: index + 1) : columns(download, number: index + 1)
        }.joined()
    }

    /// The members of the ledger's entry, and those that only a running engine knows.
    private func json(_ download: DownloadSnapshot, number: Int) -> String {
        var entry = LedgerEntry(id: download.id, request: download.request, name: download.name)
        entry.state =
            switch download.state {
            case .waiting, .asking, .running, .retrying, .checking, .paused(.disk): .waiting
            case .paused: .paused
            case .failed(let error): .failed(error)
            case .done: .done(path: path(of: download))
            }
        entry.isListed = true
        entry.isInUse = true
        entry.received = download.received
        entry.length = download.length
        entry.added = download.added
        entry.finished = download.finished
        var object = entry.object
        object.add("number", Int64(number))
        object.add("activity", download.activity)
        object.add("bytesPerSecond", download.bytesPerSecond)
        object.add("connections", Int64(download.connections))
        if let seconds = download.secondsLeft { object.add("secondsLeft", seconds) }
        return object.line
    }

    private func columns(_ download: DownloadSnapshot, number: Int) -> String {
        let amount =
            download.length.map {
                "\(Units.percent(download.received, of: $0)) % of \(Units.bytes($0))"
            } ?? (download.received > 0 ? Units.bytes(download.received) : "-")
        let speed = download.bytesPerSecond > 0 ? Units.speed(download.bytesPerSecond) : ""
        let what: String =
            switch download.state {
            case .failed(let error): "\(download.name): \(error.cause)"
            case .done: path(of: download)
            default: download.name
            }
        return padded(String(number), 4) + padded(download.activity, 11) + padded(amount, 20)
            + padded(speed, 12) + Text.visible(what) + "\n"
    }

    private func path(of download: DownloadSnapshot) -> String {
        "\(download.request.directory)/\(download.name)"
    }

    private func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - Text.width(text))) + "  "
    }
}

extension DownloadSnapshot {
    /// What it is doing, in one word.
    fileprivate var activity: String {
        switch state {
        case .waiting: "waiting"
        case .asking: "connecting"
        case .running: "downloading"
        case .retrying: "retrying"
        case .paused: "paused"
        case .failed: "failed"
        case .checking: "checking"
        case .done: "done"
        }
    }
}
