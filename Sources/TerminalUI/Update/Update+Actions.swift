import DownloadCore

extension Model {
    /// Does what a key stands for; says why when it is not possible.
    mutating func perform(_ action: Action) -> [Effect] {
        if let reason = obstacle(to: action) {
            say(reason, .retrying, seconds: 4)
            return []
        }
        if let effects = move(action) ?? look(action) ?? manage(action) ?? tune(action) {
            return effects
        }
        return []
    }

    /// Moving and marking; `nil` for other actions.
    private mutating func move(_ action: Action) -> [Effect]? {
        switch action {
        case .moveDown: step(by: 1)
        case .moveUp: step(by: -1)
        case .moveToFirst: step(by: -.max / 2)
        case .moveToLast: step(by: .max / 2)
        case .pageDown: step(by: pageStep)
        case .pageUp: step(by: -pageStep)
        case .nextFailed: findFailed(by: 1)
        case .previousFailed: findFailed(by: -1)
        case .openPane:
            focus = .pane
            endRange()
        case .back:
            if focus == .pane {
                focus = .queue
            } else if range != nil || !marks.isEmpty {
                endRange()
                marks = []
            } else if !filter.isEmpty {
                setFilter("")
            }
        case .mark:
            endRange()
            guard let id = selected?.id else { return [] }
            if marks.remove(id) == nil { marks.insert(id) }
            step(by: 1)
        case .markRange:
            if range == nil {
                range = (row, marks)
                extendRange()
            } else {
                endRange()
            }
        case .markAll:
            endRange()
            let all = Set((0..<listCount).compactMap { download(inRow: $0)?.id })
            marks = marks.isSuperset(of: all) ? [] : all
        default: return nil
        }
        return []
    }

    /// What changes only the view; `nil` for other actions.
    private mutating func look(_ action: Action) -> [Effect]? {
        switch action {
        case .showFragments: show(.fragments)
        case .showInfo: show(.info)
        case .showLog: show(.log)
        case .showSpeed: show(.speed)
        case .previousTab: show(Tab(rawValue: (tab.rawValue + 3) % 4) ?? tab)
        case .nextTab: show(Tab(rawValue: (tab.rawValue + 1) % 4) ?? tab)
        case .filter: overlay = .prompt(Prompt(.filter, text: filter))
        case .sort: overlay = .question(sortQuestion)
        case .help: overlay = .help(Help())
        case .openFolder: return selected.map { [.openFolder($0.request.directory)] }
        case .copyURL:
            guard let url = selected?.request.sources.first else { return [] }
            say("URL copied", .done)
            return [.copy(URLText.withoutUser(url))]
        case .redraw: return [.redraw]
        case .suspend: return [.suspend]
        case .quit:
            guard counts.active + counts.waiting > 0 else { return [.quit] }
            overlay = .question(quitQuestion)
        default: return nil
        }
        return []
    }

    /// What changes downloads; `nil` for other actions.
    private mutating func manage(_ action: Action) -> [Effect]? {
        let targets = targets
        let ids = targets.map(\.id)
        switch action {
        case .add: openForm()
        case .togglePause:
            let running = targets.filter(\.canPause)
            if running.isEmpty { return [.perform(.resume(targets.filter(\.canResume).map(\.id)))] }
            return pause(running)
        case .togglePauseAll:
            guard counts.active + counts.waiting > 0 else { return [.perform(.resumeAll)] }
            let running = snapshot.downloads.filter(\.canPause)
            return running.contains(where: \.losesBytes) ? pause(running) : [.perform(.pauseAll)]
        case .retry: return [.perform(.retry(targets.filter(\.canRetry).map(\.id)))]
        case .retryFragment:
            guard let id = selected?.id, let fragment = selectedFragment else { return [] }
            return [.perform(.retryFragment(id, number: fragment.number))]
        case .moveDownInQueue: return [.perform(.move(ids, by: 1))]
        case .moveUpInQueue: return [.perform(.move(ids, by: -1))]
        case .remove:
            guard let question = removeQuestion(targets) else {
                return remove(ids, deletingPartFile: false)
            }
            overlay = .question(question)
        case .undo:
            guard let removed else { return [] }
            self.removed = nil
            toast = nil
            return [.perform(.restore(removed.ids))]
        case .clearFinished:
            let done = snapshot.downloads.filter { $0.state == .done }.map(\.id)
            return [.perform(.clearFinished)] + noteRemoved(done, verb: "cleared")
        case .edit:
            guard let download = selected else { return [] }
            overlay = .form(
                DownloadForm(
                    download.request, edited: download.id,
                    urls: download.request.sources.first ?? ""))
        case .replaceURL: overlay = selected.map { .prompt(Prompt(.newURL($0.id))) }
        case .startOver: overlay = selected.map { .question(startOverQuestion($0)) }
        default: return nil
        }
        return []
    }

    /// Fragments and speeds; `nil` for other actions.
    private mutating func tune(_ action: Action) -> [Effect]? {
        let ids = targets.map(\.id)
        switch action {
        case .moreFragments: return [.perform(.changeFragments(ids, by: 1))]
        case .fewerFragments: return [.perform(.changeFragments(ids, by: -1))]
        case .setFragments: overlay = .prompt(Prompt(.fragments(ids)))
        case .limit:
            let now = targets.count == 1 ? targets.first?.request.limit : nil
            overlay = .prompt(Prompt(.limit(ids), text: now.map { DownloadForm.rate($0) } ?? ""))
        case .limitAll:
            let now = snapshot.limit.map { DownloadForm.rate($0) } ?? ""
            overlay = .prompt(Prompt(.limitAll, text: now))
        case .toggleSlow: return [.perform(.setSlow(!snapshot.isSlow))]
        default: return nil
        }
        return []
    }

    /// Asks the engine to pause; asks first when bytes would be lost.
    private mutating func pause(_ downloads: [DownloadSnapshot]) -> [Effect] {
        guard let question = pauseQuestion(downloads) else {
            return [.perform(.pause(downloads.map(\.id)))]
        }
        overlay = .question(question)
        return []
    }

    /// Asks the engine to remove, and offers to undo it.
    mutating func remove(_ ids: [DownloadID], deletingPartFile: Bool) -> [Effect] {
        [.perform(.remove(ids, deletingPartFile: deletingPartFile))]
            + noteRemoved(ids, verb: "removed")
    }

    private mutating func noteRemoved(_ ids: [DownloadID], verb: String) -> [Effect] {
        let name = snapshot.downloads.first { ids.first == $0.id }?.name ?? ""
        removed = (ids, now + 8)
        marks.subtract(ids)
        endRange()
        let what = ids.count == 1 ? name : "\(ids.count) downloads"
        let key = options.keymap.keys(for: .undo).first.map { "; \($0.asciiName) puts back" } ?? ""
        say("\(verb) \(what)\(key)", .text, seconds: 8)
        return []
    }
}
