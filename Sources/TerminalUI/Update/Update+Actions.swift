import DownloadCore

extension Model {
    /// Performs an action, or shows why it is disabled.
    mutating func perform(_ action: Action) -> [Effect] {
        let row = action.row
        if let reason = row.availability.reason(self) {
            say(reason, .retrying, seconds: 4)
            return []
        }
        return row.perform(&self)
    }

    mutating func enterPane() {
        arrangement.enterPane()
        selection.endRange()
    }

    mutating func goBack() {
        if focus == .pane {
            arrangement.leavePane()
        } else if selection.isExtending || !selection.marks.isEmpty {
            selection.clearMarks()
        } else if !list.filter.isEmpty {
            setFilter("")
        }
    }

    mutating func toggleMark() {
        selection.toggleMark()
        step(by: 1)
    }

    mutating func toggleRange() { selection.toggleRange(in: rows) }

    mutating func toggleAllMarks() { selection.toggleAll(in: rows) }

    mutating func copyAddress() -> [Effect] {
        guard let selected else { return [] }
        if selected.state == .done {
            say("Path copied", .done)
            return [.copy(selected.path)]
        }
        guard let url = selected.request.sources.first else { return [] }
        say("URL copied", .done)
        return [.copy(URLText.withoutUser(url))]
    }

    mutating func openSelected() -> [Effect] {
        guard let selected else { return [] }
        if selected.state == .done { return [.openFile(selected.path)] }
        switch (focus, pane.tab) {
        case (.queue, _): enterPane()
        case (.pane, .heat): pane.show(.fragments, at: pane.row)
        case (.pane, _): goBack()
        }
        return []
    }

    mutating func openHistory() -> [Effect] {
        overlay = .history(HistoryList())
        return [.loadHistory("")]
    }

    mutating func askToDetach() -> [Effect] {
        guard let question = detachQuestion else { return [.detach] }
        overlay = .question(question)
        return []
    }

    mutating func askToQuit() -> [Effect] {
        guard counts.active + counts.waiting > 0 else { return [.quit] }
        overlay = .question(quitQuestion)
        return []
    }

    // MARK: Downloads

    mutating func togglePause() -> [Effect] {
        let running = targets.filter(\.canPause)
        if running.isEmpty { return [.perform(.resume(targets.filter(\.canResume).map(\.id)))] }
        return pause(running)
    }

    mutating func togglePauseAll() -> [Effect] {
        guard counts.active + counts.waiting > 0 else { return [.perform(.resumeAll)] }
        // The others have nothing to lose.
        guard pauseQuestion(tally.active.map { snapshot.downloads[$0] }) != nil else {
            return [.perform(.pauseAll)]
        }
        return pause(snapshot.downloads.filter(\.canPause))
    }

    mutating func askToRemove() -> [Effect] {
        let targets = targets
        guard let question = removeQuestion(targets) else {
            return remove(targets.map(\.id), deletingPartFile: false)
        }
        overlay = .question(question)
        return []
    }

    mutating func undoRemoval() -> [Effect] {
        notices.takeRemoval().map { [.perform(.restore($0))] } ?? []
    }

    mutating func clearFinished() -> [Effect] {
        let done = snapshot.downloads.filter { $0.state == .done }.map(\.id)
        return [.perform(.clearFinished)] + noteRemoved(done, verb: "Cleared")
    }

    mutating func openEditForm() {
        guard let download = selected else { return }
        var form = DownloadForm(
            download.request, edited: download.id, urls: download.request.sources.first ?? "")
        if let field = download.fault?.field { form.reveal(field) }
        overlay = .form(form)
    }

    mutating func askForLimit() {
        let targets = targets
        let now = targets.count == 1 ? targets.first?.request.limit : nil
        overlay = .prompt(
            Prompt(.limit(targets.map(\.id)), text: now.map { DownloadForm.rate($0) } ?? ""))
    }

    mutating func askForTotalLimit() {
        let now = snapshot.limit.map { DownloadForm.rate($0) } ?? ""
        overlay = .prompt(Prompt(.limitAll, text: now))
    }

    func retryFragment() -> [Effect] {
        guard let id = selected?.id, let fragment = selectedFragment else { return [] }
        return [.perform(.retryFragment(id, number: fragment.number))]
    }

    /// Pauses downloads; asks first when bytes would be lost.
    private mutating func pause(_ downloads: [DownloadSnapshot]) -> [Effect] {
        guard let question = pauseQuestion(downloads) else {
            return [.perform(.pause(downloads.map(\.id)))]
        }
        overlay = .question(question)
        return []
    }

    /// Removes downloads and offers to undo it.
    mutating func remove(_ ids: [DownloadID], deletingPartFile: Bool) -> [Effect] {
        [.perform(.remove(ids, deletingPartFile: deletingPartFile))]
            + noteRemoved(ids, verb: "Removed")
    }

    private mutating func noteRemoved(_ ids: [DownloadID], verb: String) -> [Effect] {
        let name = snapshot.downloads.first { ids.first == $0.id }?.name ?? ""
        notices.offerUndo(of: ids, until: now + 8)
        selection.unmark(ids)
        let what = ids.count == 1 ? name : Units.count(ids.count, "download")
        let key = options.keymap.keys(for: .undo).first.map { " (\($0.asciiName) to undo)" } ?? ""
        say("\(verb) \(what)\(key)", .text, seconds: 8)
        return []
    }
}
