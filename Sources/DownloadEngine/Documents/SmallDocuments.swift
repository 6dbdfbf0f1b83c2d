import Dispatch
import DownloadCore

/// What was read in a fetched document.
enum DocumentReport: Sendable {
    /// What a checksum list says; `nil` to try the next one.
    case checksum(ChecksumSearch.Step?, ChecksumSearch)
    /// The files of a Metalink, or why it cannot be used.
    case metalink(Result<MetalinkImport.Files, DownloadError>, DownloadID)
}

/// Fetches the documents that downloads need besides their files: checksum lists and Metalinks.
///
/// They may be long, so they are parsed off the loop's thread, whose only user this is.
final class SmallDocuments {
    private let transfers: TransferPool
    private let tasks: TaskTable
    private let events: TaskEvents
    private let inbox: Inbox

    init(transfers: TransferPool, tasks: TaskTable, events: TaskEvents, inbox: Inbox) {
        self.transfers = transfers
        self.tasks = tasks
        self.events = events
        self.inbox = inbox
    }

    /// Handles what was read in a document.
    func receive(_ report: DocumentReport) {
        switch report {
        case .checksum(let step, let search): take(step, search)
        case .metalink(let result, let id):
            guard let task = tasks[id] else { return }
            switch result {
            case .success(let files): events.add(.unpacked(files), of: task)
            case .failure(let error): metalinkFailed(error, of: task)
            }
        }
    }

    private func fetch(
        _ url: String, most: Int, for task: DownloadTask,
        end: @escaping (Result<SmallFetch.Response, DownloadError>) -> Void
    ) {
        let request = task.ask { $0.request }
        transfers.fetch(
            SmallFetch.Request(
                url: url, secrets: request.secretScope, transport: request.transport, most: most,
                cookies: task.transfers.cookies), end: end)
    }

    // MARK: Checksums

    /// Searches for a checksum file and reports the result to the download.
    func findDigest(url: String, names: [String], for task: DownloadTask) {
        advance(ChecksumSearch(for: task.id, url: url, names: names))
    }

    private func advance(_ search: ChecksumSearch) {
        guard let task = tasks[search.id] else { return }
        var search = search
        switch search.next() {
        case .end(let result): events.add(.raised(.digestFound(result)), of: task)
        case .fetch(let url):
            fetch(url, most: ChecksumList.longest, for: task) { [weak self, search] result in
                switch result {
                case .success(let response): self?.read(response, search)
                case .failure(let error): self?.take(search.finding(error, at: url), search)
                }
            }
        }
    }

    private func read(_ response: SmallFetch.Response, _ search: ChecksumSearch) {
        DispatchQueue(label: "checksums", qos: .utility).async { [inbox] in
            inbox.post(.document(.checksum(search.finding(in: response), search)))
        }
    }

    private func take(_ step: ChecksumSearch.Step?, _ search: ChecksumSearch) {
        guard case .end(let result) = step else { return advance(search) }
        guard let task = tasks[search.id] else { return }
        events.add(.raised(.digestFound(result)), of: task)
    }

    // MARK: Metalinks

    /// Fetches a Metalink, whose files then replace the download.
    ///
    /// - Parameters:
    ///   - url: Its URL.
    ///   - task: The download.
    ///   - folder: Returns the folder for a file by its name; `nil` is the download's own.
    func readMetalink(
        _ url: String, for task: DownloadTask, folder: @escaping @Sendable (String) -> String?
    ) {
        let id = task.id
        fetch(url, most: Metalink.longest, for: task) { [weak self] result in
            guard let self, let task = tasks[id] else { return }
            switch result {
            case .success(let response): read(response.body, for: task, folder: folder)
            case .failure(let error): metalinkFailed(error, of: task)
            }
        }
    }

    private func read(
        _ body: [UInt8], for task: DownloadTask, folder: @escaping @Sendable (String) -> String?
    ) {
        let id = task.id
        let reader = MetalinkImport(id: id, request: task.ask { $0.request }, folder: folder)
        DispatchQueue(label: "metalink", qos: .utility).async { [inbox] in
            let files = Result { () throws(DownloadError) in try reader.files(in: body) }
            inbox.post(.document(.metalink(files, id)))
        }
    }

    private func metalinkFailed(_ error: DownloadError, of task: DownloadTask) {
        events.add(.raised(.metalinkFailed(MetalinkImport.failure(error))), of: task)
    }
}
