import DownloadCore
import DownloadEngine

extension LedgerEntry {
    /// The version of the JSON schema.
    ///
    /// It is raised when a member is removed or changes its meaning, not when one is added.
    static let jsonVersion: Int64 = 1

    /// The entry as a JSON object on one line, followed by a line break.
    ///
    /// Sizes are bytes and times are seconds since 1970; unknown values are omitted.
    var json: String { object.line }

    /// The entry as a JSON object, to which others may add.
    var object: JSONLine {
        var object = JSONLine()
        object.add("version", Self.jsonVersion)
        object.add("id", id.rawValue)
        object.add("state", word)
        object.add("listed", isListed)
        object.add("inUse", isInUse)
        object.add("url", url)
        object.add("name", name)
        object.add("directory", request.directory)
        if case .done(let path) = state { object.add("path", path) }
        object.add("received", received)
        if let length { object.add("length", length) }
        object.add("added", added)
        if let finished { object.add("finished", finished) }
        if let checksum = request.checksum {
            object.add("checksum", "\(checksum.algorithm.rawValue):\(checksum.hex)")
        }
        if let digest { object.add("digest", digest) }
        if case .failed(let error) = state { object.add("error", JSONLine(error)) }
        return object
    }

    /// The state in one word.
    var word: String {
        switch state {
        case .waiting: "waiting"
        case .paused: "paused"
        case .failed: "failed"
        case .done: "done"
        case .removed: "removed"
        }
    }

    /// The URL as given, without user name and password.
    var url: String {
        let url = request.sources.first ?? ""
        return (try? SourceURL(url))?.redacted ?? ""
    }
}
