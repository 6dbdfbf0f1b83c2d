import CLibcurl
import CLinux
import DownloadCore
import Glibc

/// Fetches small responses into memory.
extension TransferPool {
    /// The time limit of a fetch, in seconds.
    private static let fetchSeconds = 60
    /// The most tries of a fetch.
    private static let fetchTries = 3

    /// Fetches a small response.
    ///
    /// The pool calls `end` on the loop's thread, unless it is closed.
    func fetch(
        _ request: SmallFetch.Request,
        end: @escaping (Result<SmallFetch.Response, DownloadError>) -> Void
    ) {
        guard !isClosed else { return }
        let url: SourceURL
        do throws(DownloadError) { url = try SourceURL(request.url) } catch {
            return end(.failure(error))
        }
        let host = hosts.id(of: request.url)
        guard !hosts.isFull(host) else {
            return enqueue(ConnectionQueue.Fetch(request: request, end: end))
        }
        guard let handle = EasyHandle() else {
            return end(.failure(DownloadError(.defect, "out of memory for a connection")))
        }
        var order = LaneOrder(url: request.url)
        order.scheme = url.scheme
        order.mayUseCredentials = request.secrets.covers(request.url)
        order.refererPart = request.secrets.refererPart(
            for: request.url, isRedirect: request.isRedirected)
        handle.prepare(
            order, options: request.transport, configuration: configuration,
            host: configuration.hosts[url.host], loop: loop, buffer: 32 << 10,
            cookies: request.cookies, trustedKey: hosts[host].trustedKey,
            sendsBasic: hosts[host].login.sendsBasic)
        handle.set(CURLOPT_TIMEOUT_MS, TransferPool.fetchSeconds * 1_000)
        if let problem = handle.problem { return end(.failure(problem)) }
        let fetch = SmallFetch(request, handle: handle, end: end)
        handle.connect(to: fetch)
        fetch.isPolled = url.scheme.transfer.needsPolling(request.transport)
        fetches.running[handle.pointer] = fetch
        hosts.count(1, at: host)
        add(handle, isPolled: fetch.isPolled)
    }

    /// Ends all fetches without reporting a result.
    func endFetches() {
        for fetch in Array(fetches.running.values) { end(fetch) }
        fetches.retries.removeAll()
    }

    /// Retries the fetches that are due.
    func retryFetches(at time: Instant) {
        for retry in fetches.takeRetries(at: time) { fetch(retry.request, end: retry.end) }
    }

    /// Removes a fetch from the loop.
    private func end(_ fetch: SmallFetch) {
        guard fetches.running.removeValue(forKey: fetch.handle.pointer) != nil else { return }
        hosts.count(-1, at: hosts.id(of: fetch.request.url))
        if fetch.transfer?.waitsForGoodbye == true { fetch.handle.cutConnection() }
        remove(fetch.handle, isPolled: fetch.isPolled)
    }

    /// Handles the end of a fetch: follows its redirect, retries, or returns the result.
    func finish(_ fetch: SmallFetch, _ result: TransferResult) {
        let hasHead = fetch.transfer?.hasHead ?? false
        let isHeadCut = result.isSuccess && hasHead && !ResponseHead.isWhole(fetch.head)
        let code = isHeadCut ? CURLE_GOT_NOTHING : result.code
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
            guard hasHead else {
                return fetch.end(
                    .success(SmallFetch.Response(url: request.url, body: fetch.body)))
            }
            let head = try ResponseHead(fetch.head)
            if let location = head.value("location"), 300..<400 ~= head.status {
                let target = try TransferPool.redirect(request, to: location)
                request.isRedirected =
                    request.isRedirected || request.secrets.covers(request.url)
                request.url = target
                request.redirects += 1
                return self.fetch(request, end: fetch.end)
            }
            guard head.status == 200 else {
                throw CurlFailure.loginRefused(head, by: fetch.handle.proxy, fetch.transfer)
                    ?? StatusText.error(of: head)
            }
            fetch.end(
                .success(
                    SmallFetch.Response(
                        url: request.url,
                        body: try BodyCoding.decode(fetch.body, head, most: request.most),
                        mediaType: head.text("content-type"))))
        } catch {
            request.failures += 1
            guard error.mayPass, request.failures < TransferPool.fetchTries else {
                return fetch.end(.failure(error))
            }
            fetches.retries.append(
                SmallFetches.Retry(
                    due: now + Double(request.failures), request: request, end: fetch.end))
        }
    }

    private var now: Instant { Instant(seconds: pdl_clock_seconds(CLOCK_MONOTONIC)) }

    /// Returns the target of a redirect, if it may be followed.
    private static func redirect(
        _ request: SmallFetch.Request, to location: [UInt8]
    ) throws(DownloadError) -> String {
        guard request.redirects < 20 else {
            throw DownloadError(.redirect, "more than 20 redirects")
        }
        guard let url = RedirectTarget.resolve(location, from: request.url),
            let from = try? SourceURL(request.url), let to = try? SourceURL(url),
            from.allowsRedirect(to: to)
        else { throw DownloadError(.redirect, "redirects to an unsupported URL") }
        return url
    }
}

extension DownloadError {
    /// Whether another try may succeed.
    fileprivate var mayPass: Bool {
        switch kind {
        case .connection, .unreachable, .timeout, .busy, .cutShort: true
        case .status: (status ?? 0) >= 500
        default: false
        }
    }
}
