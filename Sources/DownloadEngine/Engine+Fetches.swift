import CLibcurl
import Dispatch
import DownloadCore

/// Small responses that are kept in memory.
extension Engine {
    /// Seconds that one of them may take.
    private static let fetchSeconds = 60
    /// How often one is tried.
    private static let fetchTries = 3

    /// Fetches a small response; `end` is called on the engine's thread unless the engine ends.
    func fetch(
        _ request: MemoryFetch.Request,
        end: @escaping (Result<MemoryFetch.Response, DownloadError>) -> Void
    ) {
        guard !isShuttingDown else { return }
        let host: SourceURL
        do throws(DownloadError) { host = try SourceURL(request.url) } catch {
            return end(.failure(error))
        }
        guard !hosts.isFull(hosts.id(of: request.url)) else {
            connectionQueue.fetches.append(ConnectionQueue.Fetch(request: request, end: end))
            return
        }
        guard let handle = EasyHandle() else {
            return end(.failure(DownloadError(.defect, "no memory for a connection")))
        }
        var order = LaneOrder(url: request.url)
        order.scheme = host.scheme
        order.isAtHome = request.secrets.covers(request.url)
        handle.prepare(
            order, options: request.transport, configuration: configuration,
            host: configuration.hosts[host.host], loop: loop, buffer: 32 << 10,
            cookies: request.cookies, sendsBasic: hosts[hosts.id(of: request.url)].login.sendsBasic)
        handle.set(CURLOPT_TIMEOUT_MS, Engine.fetchSeconds * 1_000)
        if let problem = handle.problem { return end(.failure(problem)) }
        let fetch = MemoryFetch(request, handle: handle, end: end)
        handle.connect(to: fetch)
        fetch.isPolled = host.scheme.needsPolling(request.transport)
        if fetch.isPolled { polledLanes += 1 }
        fetches[handle.pointer] = fetch
        hosts.count(1, at: hosts.id(of: request.url))
        curl_multi_add_handle(loop.multi, handle.pointer)
    }

    /// Takes a fetch out of the loop.
    func end(_ fetch: MemoryFetch) {
        guard fetches.removeValue(forKey: fetch.handle.pointer) != nil else { return }
        hosts.count(-1, at: hosts.id(of: fetch.request.url))
        if fetch.isPolled { polledLanes -= 1 }
        if (try? SourceURL(fetch.request.url))?.scheme == .sftp { fetch.handle.cutConnection() }
        curl_multi_remove_handle(loop.multi, fetch.handle.pointer)
    }

    /// A fetch has ended: follows its redirect, tries again, or hands over what came.
    func finish(_ fetch: MemoryFetch, _ result: CURLcode) {
        let isHTTP = (try? SourceURL(fetch.request.url))?.isHTTP ?? false
        let isHeadCut = result == CURLE_OK && isHTTP && !ResponseHead.isWhole(fetch.head)
        let code = isHeadCut ? CURLE_GOT_NOTHING : result
        let failure =
            fetch.hostKeyError(at: fetch.request.url)
            ?? CurlFailure.error(code, of: fetch.handle, at: fetch.request.url)
        var request = fetch.request
        fetch.handle.returnCookies(to: &request.cookies)
        fetch.handle.noteVersion()
        end(fetch)
        if fetch.handle.isUnsent { return self.fetch(request, end: fetch.end) }
        do throws(DownloadError) {
            if fetch.isTooLong {
                throw DownloadError(.badResponse, "is longer than \(request.most) bytes")
            }
            guard code == CURLE_OK else { throw failure }
            guard isHTTP else {
                return fetch.end(
                    .success(MemoryFetch.Response(url: request.url, body: fetch.body)))
            }
            let head = try ResponseHead(fetch.head)
            if let location = head.value("location"), 300..<400 ~= head.status {
                request.url = try Engine.redirect(request, to: location)
                request.redirects += 1
                return self.fetch(request, end: fetch.end)
            }
            guard head.status == 200 else {
                throw StatusText.error(head.status, reason: head.reason)
            }
            fetch.end(
                .success(
                    MemoryFetch.Response(
                        url: request.url,
                        body: try BodyCoding.decode(fetch.body, head, most: request.most),
                        mediaType: head.text("content-type"))))
        } catch {
            request.failures += 1
            guard error.mayPass, request.failures < Engine.fetchTries else {
                return fetch.end(.failure(error))
            }
            let again = Again(request: request, end: fetch.end)
            let delay = Double(request.failures)
            DispatchQueue.global().asyncAfter(deadline: .now() + delay) { [inbox] in
                inbox.post(.run { $0.fetch(again.request, end: again.end) })
            }
        }
    }

    /// The URL that a redirect leads to, if it may be followed.
    private static func redirect(
        _ request: MemoryFetch.Request, to location: [UInt8]
    ) throws(DownloadError) -> String {
        guard request.redirects < 20 else {
            throw DownloadError(.redirect, "more than 20 redirects")
        }
        guard let url = RedirectTarget.resolve(location, from: request.url),
            let from = try? SourceURL(request.url), let to = try? SourceURL(url),
            from.allowsRedirect(to: to)
        else { throw DownloadError(.redirect, "redirects to what is not followed") }
        return url
    }

    /// Carries a fetch through a pause.
    ///
    /// - Important: It is made and used on the engine's thread; the pause only holds it: that makes
    ///   it safe to send.
    private struct Again: @unchecked Sendable {
        let request: MemoryFetch.Request
        let end: (Result<MemoryFetch.Response, DownloadError>) -> Void
    }
}

extension DownloadError {
    /// Whether another try may go better.
    fileprivate var mayPass: Bool {
        switch kind {
        case .connection, .unreachable, .timeout, .busy, .cutShort: true
        case .status: (status ?? 0) >= 500
        default: false
        }
    }
}
