import CLibcurl
import DownloadCore

/// Owns one libcurl easy handle and what must live as long as it.
///
/// Used on the loop's thread only. One handle serves one request: `curl_easy_reset` keeps cookies,
/// the bytes of a paused HTTP/2 stream that shared its connection, and a read buffer of the old
/// size. Connections and resolved names belong to the multi handle, TLS sessions to the share, so a
/// new handle loses none of them.
final class EasyHandle {
    /// libcurl's handle.
    let pointer: UnsafeMutableRawPointer
    private let errorText: UnsafeMutablePointer<CChar>
    private var fields: UnsafeMutablePointer<curl_slist>?
    private var commands: UnsafeMutablePointer<curl_slist>?
    /// The sockets of the transfer.
    var sockets = TransferSockets()
    /// The proxy that the transfer uses; `nil` for none.
    var proxy: ProxyURL?
    /// The network interface or local address that the transfer is bound to; `nil` for any.
    var localEnd: LocalEnd?
    /// Why that interface may not reach the server; `nil` if nothing is known against it.
    var localLack: String?
    /// The only addresses that names may be resolved to, and the option that says so; `nil` for
    /// any.
    var addressLimit: String?
    /// The copy read in place of `~/.netrc`; `nil` for that file itself.
    var netrc: NetrcCopy?
    /// Why the transfer cannot be made as requested; it must not be started then.
    var problem: DownloadError?
    /// Whether its connections may carry several requests at once.
    var mayBeMultiplexed = false
    /// Whether the request was not sent because the connection held unread bytes.
    var isUnsent = false
    /// The cookies that the transfer began with.
    var firstCookies: [String] = []

    /// Creates a handle; `nil` when out of memory.
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

    /// Sets a numeric option.
    func set(_ option: CURLoption, _ value: Int) {
        note(pdl_set_long(pointer, option, value))
    }

    /// Sets a Boolean option.
    func set(_ option: CURLoption, _ value: Bool) {
        note(pdl_set_long(pointer, option, value ? 1 : 0))
    }

    /// Sets a string option; `nil` leaves it unchanged.
    func set(_ option: CURLoption, _ value: String?) {
        guard let value else { return }
        note(pdl_set_string(pointer, option, value))
    }

    /// Records that libcurl refused an option: a requested option must not be dropped silently.
    private func note(_ result: CURLcode) {
        guard result != CURLE_OK, problem == nil else { return }
        problem = CurlFailure(code: result, url: "").error
    }

    /// Sets additional header lines of the request.
    func set(fields lines: [String]) {
        for line in lines { fields = curl_slist_append(fields, FieldLine.forSending(line)) }
        _ = pdl_set_pointer(pointer, CURLOPT_HTTPHEADER, fields)
    }

    /// Sets commands for an FTP server, sent right before the file is requested.
    ///
    /// A command that begins with `*` may fail.
    func set(commands lines: [[UInt8]]) {
        for line in lines {
            let text = line.map { CChar(bitPattern: $0) } + [0]
            commands = curl_slist_append(commands, text)
        }
        _ = pdl_set_pointer(pointer, CURLOPT_PREQUOTE, commands)
    }

    /// Returns a numeric fact; 0 when there is none.
    func number(_ info: CURLINFO) -> Int {
        pdl_get_long(pointer, info)
    }

    /// Returns a fact that is a byte count or time; -1 when it is unknown.
    func offset(_ info: CURLINFO) -> Int64 {
        Int64(pdl_get_offset(pointer, info))
    }

    /// Returns a fact that is a string.
    func text(_ info: CURLINFO) -> String? {
        pdl_get_string(pointer, info).map { String(cString: $0) }
    }

    /// libcurl's own error text in lower case, for searching; never shown.
    var errorHint: String { String(cString: errorText).lowercased() }
}
