import DownloadCore

extension Model {
    /// Handles an event, and returns the effects to perform, in order.
    package mutating func update(_ event: InputEvent, at now: Instant) -> [Effect] {
        self.now = now
        expire()
        var effects: [Effect] = []
        switch event {
        case .key(let key): effects = press(key)
        case .paste(let text): effects = paste(text)
        case .mouse(let mouse, let x, let y): effects = use(mouse, x: x, y: y)
        case .resize(let columns, let rows):
            size = ScreenSize(columns: columns, rows: rows)
        case .snapshot(let snapshot):
            let (notice, remote) = (self.snapshot.notice, self.snapshot.remote)
            let isQueueFinished = take(snapshot)
            refreshOverlay()
            // Long enough to be read; then the keys are shown again.
            if let news = snapshot.notice, news != notice { say(news, .retrying, seconds: 15) }
            if case .failed(let reason) = snapshot.remote, snapshot.remote != remote {
                say("RPC: \(reason)", .failed, seconds: 15)
            }
            if isQueueFinished {
                effects = [.announce(farewell)]
            }
            if quitsNow { effects.append(.quit) }
        case .tick: if quitsNow { effects = [.quit] }
        case .history(let text, let entries): showHistory(of: text, entries)
        case .completions(let prefix, let folders): complete(prefix, with: folders)
        case .failed(let words): say(words, .failed)
        case .trouble(let words): notices.trouble = words
        }
        scrollIntoView()
        return effects
    }

    /// Shows a message for some seconds.
    mutating func say(_ text: String, _ ink: Ink = .text, seconds: Double = 5) {
        notices.say(text, ink, until: now + seconds)
    }

    /// Expires the messages and the typed number.
    private mutating func expire() {
        notices.expire(at: now)
        if let count, count.until <= now { self.count = nil }
    }

    /// Whether nothing is left to do for an interface that quits then.
    ///
    /// A removal can be undone first.
    private var quitsNow: Bool {
        options.quitsWhenDone && tally.workEnd.isReached(at: now) && !notices.canUndo
    }

    /// The message for a finished queue.
    private var farewell: String {
        let failed = counts.failed
        let done = Units.count(counts.done, "download") + " done"
        return failed == 0 ? done : "\(done), \(failed) failed"
    }

    /// Handles a key in the overlay, else in the focused place.
    private mutating func press(_ key: Key) -> [Effect] {
        switch overlay {
        case .commands(let list): return press(key, inCommands: list)
        case .history(let history): return press(key, in: history)
        case .review(let review): return press(key, in: review)
        case .settings(let panel): return press(key, in: panel)
        case .form(let form): return press(key, in: form)
        case .prompt(let prompt): return press(key, in: prompt)
        case .question(let question): return press(key, in: question)
        case nil: break
        }
        if key == " ", !selection.marks.isEmpty, focus == .queue { return perform(.mark) }
        if let effects = takeDigit(key) { return effects }
        defer { count = nil }
        guard let action = options.keymap.action(for: key, in: focus) else { return [] }
        return perform(action)
    }

    private mutating func press(_ key: Key, in question: Question) -> [Effect] {
        if isRedrawOrSuspend(key) { return perform(key == .control("l") ? .redraw : .suspend) }
        guard let choice = question.choices.first(where: { $0.key == key }) else {
            let isAskedAgain = key == .enter || options.keymap.action(for: key, in: focus) == .quit
            if let usual = question.usual, isAskedAgain {
                overlay = nil
                return carryOut(usual)
            }
            if key == .escape || key == "n" { overlay = nil }
            if key == .control("c") {
                overlay = nil
                return [.quit]
            }
            return []
        }
        overlay = nil
        return carryOut(choice.outcome)
    }

    /// Performs the outcome of an answer.
    private mutating func carryOut(_ outcome: Question.Outcome) -> [Effect] {
        switch outcome {
        case .nothing: return []
        case .quit: return [.pauseAndQuit]
        case .detach: return [.detach]
        case .pause(let ids): return [.perform(.pause(ids))]
        case .remove(let ids, let deleting): return remove(ids, deletingPartFile: deleting)
        case .add(let requests): return add(requests)
        case .startOver(let id): return [.perform(.startOver(id))]
        case .trust(let id, let key):
            say("Trusting this key for this host only", .done)
            return [.perform(.trust(id, key: key))]
        case .withdrawTrust(let id):
            say("The certificate is verified again", .done)
            return [.perform(.withdrawTrust(id))]
        case .select(let id):
            setFilter("")
            select(id)
            return []
        case .sort(let order):
            sort(by: order)
            return []
        }
    }

    /// Sorts the list; repeating the same order reverses it.
    mutating func sort(by order: SortOrder) {
        list.sort(by: order)
        refreshList()
    }

    private mutating func press(_ key: Key, in prompt: Prompt) -> [Effect] {
        var prompt = prompt
        if isRedrawOrSuspend(key) { return perform(key == .control("l") ? .redraw : .suspend) }
        switch key {
        case .escape, .control("c"):
            overlay = nil
            if prompt.kind == .filter { setFilter("") }
            return []
        case .enter:
            if let targets = prompt.targets, let reason = reasonAgainstChanging(targets) {
                overlay = nil
                say(reason, .retrying)
                return []
            }
            do throws(Prompt.Wrong) {
                let intent = try prompt.intent()
                overlay = nil
                if let intent { say(words(for: intent), .done) }
                return intent.map { [.perform($0)] } ?? []
            } catch {
                prompt.problem = error.words
            }
        case .down where prompt.kind == .filter: select(row: selection.row + 1)
        case .up where prompt.kind == .filter: select(row: selection.row - 1)
        default:
            guard prompt.field.handle(key) else { return [] }
            prompt.problem = nil
            if prompt.kind == .filter { setFilter(prompt.field.text) }
        }
        overlay = .prompt(prompt)
        return []
    }

    /// Filters the list by `text`.
    mutating func setFilter(_ text: String) {
        list.setFilter(text)
        refreshList()
    }

    /// Whether a key has the same action everywhere.
    func isRedrawOrSuspend(_ key: Key) -> Bool { key == .control("l") || key == .control("z") }
}
