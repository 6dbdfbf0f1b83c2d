/// The intents that an engine accepts from another process.
///
/// The engine's own face checks what is typed; another process may send anything.
extension Intent {
    /// The problem with the intent, in words; `nil` when it can be performed.
    package var problem: String? {
        switch self {
        case .add(let requests), .insert(let requests, _, _):
            requests.lazy.compactMap(\.problem).first
        case .edit(_, let request): request.problem
        case .replaceSource(_, let url): DownloadRequest.problem(inURL: url)
        case .retryFragment(_, let number):
            1...Self.mostFragments ~= number ? nil : "there is no fragment \(number)"
        case .setFragments(_, .fixed(let count)):
            FragmentCount.allowed ~= count ? nil : "\(count) fragments are not allowed"
        case .changeFragments(_, let step):
            -64...64 ~= step ? nil : "\(step) fragments more are not allowed"
        case .move(_, let step):
            -Self.mostPlaces...Self.mostPlaces ~= step ? nil : "\(step) places are too far"
        case .limitDownload(_, let rate?), .limitAll(let rate?):
            Self.rates ~= rate ? nil : "a limit of \(rate) bytes per second is not allowed"
        case .setActiveDownloads(let count):
            Self.activeDownloads ~= count ? nil : "\(count) active downloads are not allowed"
        case .trust(_, let key): ServerCertificate.isKey(key) ? nil : "it is not a key's digest"
        case .pause, .resume, .pauseAll, .resumeAll, .retry, .setFragments, .remove, .restore,
            .startNow, .clearFinished, .limitDownload, .limitAll, .setSlow, .withdrawTrust,
            .startOver:
            nil
        }
    }

    /// The allowed numbers of downloads that are active at a time.
    package static let activeDownloads = 1...1_000
    /// A number of fragments that no plan reaches.
    private static let mostFragments = 1 << 20
    /// A number of places that no queue reaches.
    private static let mostPlaces = 1 << 30
    /// The allowed speed limits, as `RateText` reads them.
    fileprivate static let rates: ClosedRange<Int64> = 1...(1 << 60)
}

extension DownloadRequest {
    /// The problem with the request, in words; `nil` when it can be added.
    package var problem: String? {
        guard 1...Self.mostSources ~= sources.count else {
            return "\(sources.count) URLs of one file are not allowed"
        }
        if let problem = sources.lazy.compactMap(Self.problem(inURL:)).first { return problem }
        guard directory.hasPrefix("/") else { return "its folder is not an absolute path" }
        if let problem = TransportRule.problem(inPath: directory) {
            return "its folder: \(problem)"
        }
        if let name {
            guard !name.isEmpty, name != ".", name != "..", name.utf8.count <= 255,
                !name.utf8.contains(where: { $0 == UInt8(ascii: "/") || $0 == 0 })
            else { return "its name is not a file name" }
        }
        if case .fixed(let count) = fragments, !FragmentCount.allowed.contains(count) {
            return "\(count) fragments are not allowed"
        }
        if let limit, !Intent.rates.contains(limit) {
            return "a limit of \(limit) bytes per second is not allowed"
        }
        if let length, length < 0 { return "its length is negative" }
        if let gid, gid.utf8.count != 16 || !gid.utf8.allSatisfy({ $0.hexValue != nil }) {
            return "its gid is not 16 hexadecimal digits"
        }
        if let problem = overrides.problem { return problem }
        return transport.problem.map { "\($0.setting): \($0.reason)" }
    }

    /// The maximum number of URLs of one file.
    private static let mostSources = 1024

    /// Returns the problem with a URL, without quoting it.
    fileprivate static func problem(inURL url: String) -> String? {
        do throws(DownloadError) {
            _ = try SourceURL(url)
            return nil
        } catch {
            return error.cause
        }
    }
}
