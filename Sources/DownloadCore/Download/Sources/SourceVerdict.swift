/// What a response or the end of a transfer shows about a mirror or about a source on trial.
package enum SourceVerdict: Hashable, Sendable {
    /// It has the same file.
    case confirmed
    /// It cannot serve ranges, for this reason.
    case withoutRanges(String)
    /// It has failed and may be asked again after a delay.
    case failed(DownloadError, retryAfter: Double?)
    /// Its host refused the request because of too many.
    case busy(DownloadError, retryAfter: Double?)
    /// Its redirect target has stopped working: back to its own URL.
    case lostRedirect(DownloadError)
    /// It cannot be used.
    case useless(DownloadError)
    /// It serves different bytes.
    case wrong(String)
    /// It redirects.
    case redirected(ResolvedURL)

    /// Judges a response other than the requested part.
    ///
    /// - Parameters:
    ///   - judgement: The judgement of its head.
    ///   - isRedirected: Whether the request began at a redirect target of the source.
    package init(_ judgement: Judgement, isRedirected: Bool) {
        self =
            switch judgement {
            case .part, .whole: .withoutRanges("it does not support ranges")
            case .plainOnce(let error): .withoutRanges(error.cause)
            case .empty: .wrong("its file is empty")
            case .unrelated(let error): .failed(error, retryAfter: nil)
            case .changed(let text, _): .wrong("different file: \(text)")
            case .busy(let error, let retryAfter): .busy(error, retryAfter: retryAfter)
            case .retry(let error, let retryAfter): .failed(error, retryAfter: retryAfter)
            case .fail(let error): isRedirected ? .lostRedirect(error) : .useless(error)
            }
    }

    /// Judges the end of a probe.
    package init(_ end: LaneEnd, of probe: Probe) {
        switch end {
        case .complete where probe.isAccepted:
            self = .confirmed
        case .complete:
            self = .failed(
                DownloadError(.cutShort, "the server ended the response too early"),
                retryAfter: nil)
        case .overlapDiffers:
            self = .wrong("its bytes differ from those on disk")
        case .startedOver:
            self = .withoutRanges(FileServerDoubts.startedOver)
        case .tooLong:
            self = .wrong(FileServerDoubts.tooLong(probe.order.end))
        case .failed(let error):
            self = error.isFinal ? .useless(error) : .failed(error, retryAfter: nil)
        case .redirected(let url, _):
            do throws(DownloadError) {
                self = .redirected(try probe.order.redirected(to: url))
            } catch {
                self = .useless(error)
            }
        }
    }
}
