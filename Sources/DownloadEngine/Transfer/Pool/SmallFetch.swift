import CLibcurl
import DownloadCore

/// Fetches one small response into memory: a checksum file, a Metalink.
///
/// Used on the loop's thread only.
final class SmallFetch: TransferDelegate {
    /// The request.
    struct Request {
        /// The URL to fetch.
        var url: String
        /// The origin that may receive the credentials.
        var secrets: SecretScope
        /// The transport options.
        var transport: TransportOptions
        /// The most bytes to accept.
        var most: Int
        /// The cookies that servers have set before.
        var cookies = CookieJar()
        /// The number of redirects followed so far.
        var redirects = 0
        /// Whether a redirect led here from the origin that may receive the credentials.
        var isRedirected = false
        /// The number of failed tries.
        var failures = 0
    }

    /// The response.
    struct Response: Sendable {
        /// The URL after redirects.
        var url: String
        /// The body.
        var body: [UInt8]
        /// The `Content-Type` field.
        var mediaType: String?
    }

    /// The request.
    let request: Request
    /// libcurl's handle.
    let handle: EasyHandle
    /// Receives the result, on the loop's thread.
    let end: (Result<Response, DownloadError>) -> Void
    /// The protocol; `nil` when the URL is invalid.
    var transfer: TransferProtocol? { (try? SourceURL(request.url))?.scheme.transfer }
    /// Whether libcurl must be polled for it although none of its sockets is due.
    var isPolled = false
    /// The head received so far: the last status line and what follows it.
    private(set) var head: [UInt8] = []
    /// The body received so far.
    private(set) var body: [UInt8] = []
    /// Whether the body is longer than is accepted.
    private(set) var isTooLong = false

    /// Creates a fetch; the pool sets its handle's options and adds it to the loop.
    init(
        _ request: Request, handle: EasyHandle,
        end: @escaping (Result<Response, DownloadError>) -> Void
    ) {
        self.request = request
        self.handle = handle
        self.end = end
    }

    /// Receives a line of a head.
    override func receive(line: UnsafeRawBufferPointer) -> Int {
        let text = line.bindMemory(to: UInt8.self).span
        if ResponseHead.begins(with: text, after: head) { head.removeAll() }
        guard head.count + line.count <= ResponseHead.longest else { return 0 }
        head.append(contentsOf: line)
        return line.count
    }

    /// Receives a piece of the body.
    override func receive(body bytes: UnsafeRawBufferPointer) -> Int {
        guard body.count + bytes.count <= request.most else {
            isTooLong = true
            return 0
        }
        body.append(contentsOf: bytes)
        return bytes.count
    }
}
