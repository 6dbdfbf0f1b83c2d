import CLibcurl
import DownloadCore

/// One small response that is kept in memory: a file of checksums, a Metalink.
///
/// Used on the loop's thread only.
final class MemoryFetch: Receiver {
    /// What is asked for.
    struct Request {
        /// The URL to ask.
        var url: String
        /// The origin that the secrets are for.
        var secrets: SecretScope
        /// How requests are made.
        var transport: TransportOptions
        /// The most bytes that are taken.
        var most: Int
        /// The cookies that servers have set before.
        var cookies = CookieJar()
        /// How many redirects have led here.
        var redirects = 0
        /// How many tries have failed.
        var failures = 0
    }

    /// What came.
    struct Response: Sendable {
        /// The URL that it came from, after redirects.
        var url: String
        /// The body.
        var body: [UInt8]
        /// The `Content-Type` field.
        var mediaType: String?
    }

    /// What is asked for.
    let request: Request
    /// libcurl's handle.
    let handle: EasyHandle
    /// Takes what comes of it, on the loop's thread.
    let end: (Result<Response, DownloadError>) -> Void
    /// The protocol; `nil` when the URL is none.
    var transfer: TransferProtocol? { (try? SourceURL(request.url))?.scheme.transfer }
    /// Whether libcurl must be asked about it although none of its sockets is due.
    var isPolled = false
    /// The head so far: the last status line and what follows it.
    private(set) var head: [UInt8] = []
    /// The body so far.
    private(set) var body: [UInt8] = []
    /// Whether there is more of it than is taken.
    private(set) var isTooLong = false

    /// Creates a fetch; the engine sets its handle's options and adds it to the loop.
    init(
        _ request: Request, handle: EasyHandle,
        end: @escaping (Result<Response, DownloadError>) -> Void
    ) {
        self.request = request
        self.handle = handle
        self.end = end
    }

    /// Takes a line of a head.
    override func receive(line: UnsafeRawBufferPointer) -> Int {
        let text = line.bindMemory(to: UInt8.self).span
        if ResponseHead.begins(with: text, after: head) { head.removeAll() }
        guard head.count + line.count <= ResponseHead.longest else { return 0 }
        head.append(contentsOf: line)
        return line.count
    }

    /// Takes a piece of the body.
    override func receive(body bytes: UnsafeRawBufferPointer) -> Int {
        guard body.count + bytes.count <= request.most else {
            isTooLong = true
            return 0
        }
        body.append(contentsOf: bytes)
        return bytes.count
    }
}
