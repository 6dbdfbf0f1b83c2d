import DownloadCore

extension DownloadNotice {
    /// The version of the JSON schema.
    ///
    /// It is raised when a member is removed or changes its meaning, not when one is added.
    static let jsonVersion: Int64 = 1

    /// Returns the event as a JSON object on one line.
    ///
    /// - Parameter time: The wall clock, in seconds since 1970.
    /// - Returns: The object, followed by a line break.
    func json(time: Double) -> String {
        var object = JSONLine()
        object.add("version", Self.jsonVersion)
        object.add("event", word)
        object.add("time", time)
        object.add("id", id)
        object.add("url", url)
        object.add("path", path)
        if kind != .start {
            object.add("received", received)
            if let length { object.add("length", length) }
            object.add("seconds", seconds)
        }
        switch kind {
        case .start: break
        case .warning(let text): object.add("warning", text)
        case .done:
            if isSkipped { object.add("skipped", true) }
            if let digest {
                let checksum = digest.checksum
                object.add("checksum", "\(checksum.algorithm.rawValue):\(checksum.hex)")
                object.add("checksumFrom", digest.origin.word)
            }
        case .progress:
            object.add("bytesPerSecond", bytesPerSecond)
            if let secondsLeft { object.add("secondsLeft", secondsLeft) }
            object.add("connections", Int64(connections))
        case .retry(let fragment, let error, let delay):
            if let fragment { object.add("fragment", Int64(fragment)) }
            object.add("error", JSONLine(error))
            object.add("inSeconds", delay)
        case .failed(let error): object.add("error", JSONLine(error))
        }
        return object.line
    }

    private var word: String {
        switch kind {
        case .start: "start"
        case .warning: "warning"
        case .progress: "progress"
        case .retry: "retry"
        case .done: "done"
        case .failed: "failed"
        }
    }
}

extension JSONLine {
    /// Creates an object from an error: kind, cause, and the HTTP status if any.
    init(_ error: DownloadError) {
        self.init()
        add("kind", error.kind.rawValue)
        add("cause", error.cause)
        if let status = error.status { add("status", Int64(status)) }
    }
}

extension ExpectedDigest.Origin {
    /// The value of `checksumFrom` in JSON.
    fileprivate var word: String {
        switch self {
        case .user: "person"
        case .server: "server"
        case .file: "file"
        }
    }
}
