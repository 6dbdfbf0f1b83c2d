import CLibcurl
import DownloadCore

/// One libcurl easy handle and what must live as long as it.
///
/// Used on the loop's thread only. One handle serves one request: `curl_easy_reset` keeps cookies, the
/// bytes of a paused HTTP/2 stream that shared its connection, and a read buffer of the old size.
/// Connections and resolved names belong to the multi handle, TLS sessions to the share, so that a new
/// handle loses none of them.
final class EasyHandle {
    /// libcurl's handle.
    let pointer: UnsafeMutableRawPointer
    private let errorText: UnsafeMutablePointer<CChar>
    private var fields: UnsafeMutablePointer<curl_slist>?
    private var commands: UnsafeMutablePointer<curl_slist>?
    /// The sockets of the transfer.
    var sockets = TransferSockets()
    /// The proxy that the transfer goes through; `nil` for none.
    var proxy: ProxyURL?
    /// What is read in place of `~/.netrc`; `nil` for that file itself.
    var netrc: NetrcCopy?
    /// Why the transfer cannot be made as it was asked for; it must not be started then.
    var problem: DownloadError?
    /// Whether its connections may carry several requests at once.
    var mayBeMultiplexed = false
    /// Whether the request was not sent because the connection has bytes that nobody has read.
    var isUnsent = false
    /// The cookies that it began with.
    var firstCookies: [String] = []

    /// Creates a handle; `nil` when there is no memory.
    init?() {
        guard let pointer = curl_easy_init() else { return nil }
        self.pointer = pointer
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        _ = pdl_set_pointer(pointer, CURLOPT_ERRORBUFFER, errorText)
    }

    deinit {
        curl_easy_cleanup(pointer)
        sockets.forget()
        curl_slist_free_all(fields)
        curl_slist_free_all(commands)
        errorText.deallocate()
    }

    /// Sets a number.
    func set(_ option: CURLoption, _ value: Int) {
        note(pdl_set_long(pointer, option, value))
    }

    /// Sets a switch.
    func set(_ option: CURLoption, _ value: Bool) {
        note(pdl_set_long(pointer, option, value ? 1 : 0))
    }

    /// Sets a string; `nil` leaves the option as it is.
    func set(_ option: CURLoption, _ value: String?) {
        guard let value else { return }
        note(pdl_set_string(pointer, option, value))
    }

    /// Notes that libcurl refused an option: what was asked for must not be left out in silence.
    private func note(_ result: CURLcode) {
        guard result != CURLE_OK, problem == nil else { return }
        problem = CurlFailure(code: result, url: "").error
    }

    /// Sets the extra lines of the request's head.
    func set(fields lines: [String]) {
        for line in lines { fields = curl_slist_append(fields, FieldLine.forSending(line)) }
        _ = pdl_set_pointer(pointer, CURLOPT_HTTPHEADER, fields)
    }

    /// Sets commands for an FTP server, sent right before the file is asked for; one that begins
    /// with `*` may fail.
    func set(commands lines: [[UInt8]]) {
        for line in lines {
            let text = line.map { CChar(bitPattern: $0) } + [0]
            commands = curl_slist_append(commands, text)
        }
        _ = pdl_set_pointer(pointer, CURLOPT_PREQUOTE, commands)
    }

    /// A fact that is a number; 0 when there is none.
    func number(_ info: CURLINFO) -> Int {
        pdl_get_long(pointer, info)
    }

    /// A fact that is a count of bytes; -1 when it is not known.
    func offset(_ info: CURLINFO) -> Int64 {
        Int64(pdl_get_offset(pointer, info))
    }

    /// A fact that is a string.
    func text(_ info: CURLINFO) -> String? {
        pdl_get_string(pointer, info).map { String(cString: $0) }
    }

    /// libcurl's own text about what went wrong, in lower case: to be searched, never shown.
    var errorHint: String { String(cString: errorText).lowercased() }
}
