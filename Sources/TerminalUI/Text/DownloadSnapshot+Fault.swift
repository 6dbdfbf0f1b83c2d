import DownloadCore

extension DownloadSnapshot {
    /// The fault of the download as a whole; `nil` without one.
    var fault: Fault? {
        switch state {
        case .failed(let error), .retrying(let error, _):
            var fault = error.fault
            if certificate?.isChanged == true { fault.words = "certificate has changed" }
            // A key can be trusted once it is known.
            if certificate == nil { fault.remedies.removeAll { $0.action == .trust } }
            return fault
        case .paused(.disk(let error)):
            var fault = error.fault
            fault.advice += " It resumes by itself."
            return fault
        case .paused(.inUse): return DownloadError.Kind.inUse.fault
        case .paused(.question(let question)): return question.fault
        default: return nil
        }
    }

    /// The details that the words of the fault omit.
    var faultDetail: String? {
        let detail: String? =
            switch state {
            case .failed(let error), .retrying(let error, _), .paused(.disk(let error)):
                error.detail
            case .paused(.question(let question)): question.detail
            default: nil
            }
        return detail.flatMap { $0.isEmpty || $0 == fault?.words ? nil : $0 }
    }

    /// The highest number of tries among its fragments.
    var tries: Int {
        fragments.reduce(0) { most, fragment in
            if case .retrying(_, let count, _, _) = fragment.state { return max(most, count) }
            return max(most, fragment.tries)
        }
    }

    /// A warning that a finished file is a web page, by media type or first bytes, but not by name.
    var warning: String? {
        let type = server?.mediaType?.lowercased() ?? ""
        let isPage =
            isWebPage || type.hasPrefix("text/html") || type.hasPrefix("application/xhtml")
        guard state == .done, !isSkipped, isPage, let dot = name.lastIndex(of: "."),
            name.index(after: dot) < name.endIndex
        else { return nil }
        let ending = name[name.index(after: dot)...].lowercased()
        guard let kind = FileKind.allCases.first(where: { $0.extensions.contains(ending) }) else {
            return nil
        }
        let what =
            switch kind {
            case .videos: "a video"
            case .music: "music"
            case .pictures: "a picture"
            case .documents: ending == "txt" ? nil : "a document"
            case .archives: "an archive"
            case .packages: "a package"
            case .images: ending == "iso" ? "an ISO image" : "a disk image"
            } as String?
        return what.map { "this is a web page, not \($0)" }
    }
}
