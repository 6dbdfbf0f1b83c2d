/// Mirrors that the user adds or removes during a download.
extension Download {
    /// Replaces the list of mirrors; those that stay keep their state.
    ///
    /// Bytes from a removed mirror are kept, unless they are found to be wrong by other means.
    mutating func setMirrors(_ urls: [String], at now: Now) -> [Effect] {
        guard state != .done, state != .finishing, let first = request.sources.first else {
            return []
        }
        let old = request.sources.dropFirst()
        request.sources = [first] + urls
        let gone = sources.indices.filter {
            $0 > 0 && !sources[$0].isOffered && !urls.contains(sources[$0].url)
        }
        let added = urls.filter { url in
            !sources.contains { $0.url == url && !$0.isOffered }
        }
        guard !gone.isEmpty || !added.isEmpty else { return [] }
        let effects = gone.isEmpty ? [] : removeSources(gone, at: now)
        sources.append(added.map { SourceWork($0) })
        note("mirrors replaced: now \(urls.count), formerly \(old.count)", at: now)
        if case .failed = state, !added.isEmpty {
            clearFailures()
            move(to: .waiting)
        }
        return effects
    }

    /// Removes sources and stops every lane, since lanes refer to sources by index.
    private mutating func removeSources(_ gone: [Int], at now: Now) -> [Effect] {
        let effects = stopLanes()
        restoreFormer()
        if sources.remove(gone) { return effects }
        note("\(sources.place(of: sources.primary)) is now the main source", at: now)
        if sources.leading.isDropped { sources.leading.state = .untried }
        mode.begin()
        version.requireConfirmation(of: plan.received)
        if version.identity?.length == nil { forget() }
        return effects
    }
}
