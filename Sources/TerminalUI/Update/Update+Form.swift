import DownloadCore

extension Model {
    /// Handles a key in the form.
    mutating func press(_ key: Key, in form: DownloadForm) -> [Effect] {
        var form = form
        defer { if overlay != nil, case .form = overlay { overlay = .form(form) } }
        if isRedrawOrSuspend(key) { return perform(key == .control("l") ? .redraw : .suspend) }
        switch key {
        case .escape, .control("c"):
            overlay = nil
            keepDraft(form)
            return []
        case .control("y"): form.acceptSuggestion()
        case .control("o"):
            form.showsMore.toggle()
            if !form.items.contains(form.focus) { form.focus = .urls }
            return []
        case .tab where form.focus == .directory && form.wantsCompletion:
            return [.complete(DownloadForm.expanded(form.text(.directory), home: options.home))]
        case .tab: form.moveFocus(by: 1)
        case .backTab: form.moveFocus(by: -1)
        case .enter: return submit(&form)
        case .control("j") where form.focus.isMultiline: form.fields[form.focus]?.insert("\n")
        case .up where form.isAtFirstLine: form.moveFocus(by: -1)
        case .down where form.isAtLastLine: form.moveFocus(by: 1)
        default:
            guard form.fields[form.focus]?.handle(key) ?? false else { return [] }
            if form.problem?.item == form.focus { form.problem = nil }
            form.completions = []
            form.hasTyped = true
        }
        return []
    }

    /// Handles Enter: adds or edits, or shows the problem.
    private mutating func submit(_ form: inout DownloadForm) -> [Effect] {
        guard let requests = form.requests(home: options.home, folders: options.folders),
            let first = requests.first
        else {
            return []
        }
        if let edited = form.edited {
            if let reason = reasonAgainstChanging([edited]) {
                form.problem = DownloadForm.Problem(item: .urls, text: reason)
                return []
            }
            overlay = nil
            return save(first, of: edited)
        }
        overlay = nil
        let effects = addOrAsk(requests)
        sayOmitted(form.omitted)
        return effects
    }

    /// Saves the changes to a download, and retries it if it failed.
    ///
    /// A checksum that was corrected does not need the file again: fetching it is left to the user.
    private mutating func save(_ request: DownloadRequest, of id: DownloadID) -> [Effect] {
        var text = "Saved changes to \(downloadName(id))"
        var effects: [Effect] = [.perform(.edit(id, request))]
        if let download = snapshot.downloads.first(where: { $0.id == id }), download.fault != nil,
            download.canRetry
        {
            if case .failed(let error) = download.state, error.kind == .checksum {
                let key = options.keymap.keys(for: .retry).first
                text += key.map { "; \($0.asciiName) fetches it again" } ?? ""
            } else {
                text += ", retrying"
                effects.append(.perform(.retry([id])))
            }
        }
        say(text, .done)
        return effects
    }

    /// Opens the form for new downloads.
    mutating func openForm(urls: String = "") {
        if urls.isEmpty, let draft {
            overlay = .form(draft)
            self.draft = nil
            say("Draft restored", .done)
            return
        }
        overlay = .form(DownloadForm(options.template, urls: urls))
    }

    /// Keeps a form with text as a draft, unless the text was refused: leaving the form then
    /// discards it.
    private mutating func keepDraft(_ form: DownloadForm) {
        guard form.edited == nil, !form.text(.urls).isEmpty else { return }
        if form.isRefused(home: options.home) { return say("Nothing was added", .retrying) }
        var form = form
        form.problem = nil
        draft = form
        let key =
            options.keymap.keys(for: .add).first.map { " (\($0.asciiName) to continue)" } ?? ""
        say("Draft kept\(key)", .text)
    }

    private func downloadName(_ id: DownloadID) -> String {
        snapshot.downloads.first { $0.id == id }?.name ?? ""
    }

    /// Handles a paste.
    mutating func paste(_ text: String) -> [Effect] {
        switch overlay {
        case .form(var form):
            form.problem = nil
            form.hasTyped = true
            if form.fields[form.focus]?.insert(text) == false {
                form.problem = DownloadForm.Problem(
                    item: form.focus,
                    text: "too long for this field; nothing was pasted."
                        + " Close the form and paste into the queue")
            } else if form.focus == .urls, CurlCommand.isLikely(form.text(.urls)) {
                do throws(CurlCommand.Problem) { try form.absorbCurlCommand() } catch {
                    form.refuse(error.description)
                }
            }
            overlay = .form(form)
        case .prompt(var prompt):
            prompt.field.insert(DownloadForm.trimmed(text))
            prompt.problem = nil
            if prompt.kind == .filter { setFilter(prompt.field.text) }
            overlay = .prompt(prompt)
        case .commands(var list):
            list.field.insert(text)
            list.restart()
            show(list)
        case .history(var history):
            history.list.field.insert(text)
            history.list.restart()
            overlay = .history(history)
            return [.loadHistory(history.list.field.text)]
        case .review, .settings, .question: break
        case nil: return pasteIntoQueue(text)
        }
        return []
    }

    /// Adds the URLs of a paste outside of a field; on a problem opens the form and shows it.
    private mutating func pasteIntoQueue(_ text: String) -> [Effect] {
        guard !DownloadForm.trimmed(text).isEmpty else { return [] }
        let text = DownloadForm.trimmed(text)
        if CurlCommand.isLikely(text) ? reviewsCommands(text) : reviews(URLText.list(in: text)) {
            return []
        }
        var form = DownloadForm(options.template, urls: "")
        let isLong = form.fields[.urls]?.insert(text) == false
        guard
            let requests = form.requests(
                home: options.home, folders: options.folders, pasted: isLong ? text : nil)
        else {
            guard isLong else {
                overlay = .form(form)
                return []
            }
            say("Nothing was added: \(form.problem?.text ?? "the paste is too long")", .failed)
            return []
        }
        let effects = addOrAsk(requests)
        sayOmitted(form.omitted)
        return effects
    }

    /// Shows several URLs for review before they are added; returns whether it does.
    private mutating func reviews(_ urls: [String]) -> Bool {
        guard urls.count > 1, urls.contains(where: { $0.contains("://") }) else { return false }
        let known = knownSources
        overlay = .review(PasteReview(urls) { known[$0] != nil })
        return true
    }

    /// Shows several curl commands for review before they are added; returns whether it does.
    private mutating func reviewsCommands(_ text: String) -> Bool {
        guard
            let outcomes = try? CurlCommand.outcomes(of: text, template: options.template),
            outcomes.count > 1
        else { return false }
        let form = DownloadForm(options.template, urls: "")
        let commands = outcomes.map { outcome in
            outcome.flatMap { result in
                var form = form.filled(from: result)
                let requests = form.requests(home: options.home, folders: options.folders)
                return requests.map { .success(($0, result.omitted)) }
                    ?? .failure(CurlCommand.Problem(description: form.problem?.text ?? ""))
            }
        }
        let known = knownSources
        overlay = .review(PasteReview(of: text, commands) { known[$0] != nil })
        return true
    }

    /// Reports what was ignored in a curl command.
    private mutating func sayOmitted(_ omitted: [String]) {
        guard !omitted.isEmpty else { return }
        var shown: [String] = []
        for text in omitted where !shown.contains(text) { shown.append(text) }
        say("Ignored in the curl command: " + shown.joined(separator: ", "), .text)
    }

    /// Adds requests, except duplicates in the queue, about which it asks.
    mutating func addOrAsk(_ requests: [DownloadRequest]) -> [Effect] {
        let known = knownSources
        var fresh: [DownloadRequest] = []
        var seen: Set<String> = []
        var duplicates: [DownloadRequest] = []
        for request in requests {
            let url = request.sources.first ?? ""
            if known[url] != nil || !seen.insert(url).inserted {
                duplicates.append(request)
            } else {
                fresh.append(request)
            }
        }
        guard let question = duplicateQuestion(duplicates, of: requests.count) else {
            return add(fresh)
        }
        overlay = .question(question)
        return fresh.isEmpty ? [] : add(fresh)
    }

    /// The downloads by their first source.
    var knownSources: [String: DownloadID] {
        var known: [String: DownloadID] = [:]
        for index in snapshot.downloads.indices {
            guard let source = snapshot.downloads[index].request.sources.first else { continue }
            known[source] = snapshot.downloads[index].id
        }
        return known
    }

    /// Returns the question about requests whose URLs are in the queue; `nil` without any.
    func duplicateQuestion(_ duplicates: [DownloadRequest], of count: Int) -> Question? {
        guard let duplicate = duplicates.first else { return nil }
        var choices = [Question.Choice(key: "a", title: "add anyway", outcome: .add(duplicates))]
        if let id = knownSources[duplicate.sources.first ?? ""] {
            choices.insert(.init(key: "g", title: "show it", outcome: .select(id)), at: 0)
        }
        choices.append(.init(key: .escape, title: "skip", outcome: .nothing))
        let what =
            duplicates.count == 1
            ? URLText.shortened(duplicate.sources.first ?? "") + " is already in the queue"
            : "\(duplicates.count) of \(count) URLs are already in the queue"
        return Question(subject: .add(duplicates, of: count), text: what, choices: choices)
    }

    /// Adds requests to the engine's queue.
    mutating func add(_ requests: [DownloadRequest]) -> [Effect] {
        selection.awaitAdded(besides: snapshot.downloads.map(\.id))
        if requests.count > 1 { say("Added \(Units.count(requests.count, "download"))", .done) }
        return [.perform(.add(requests))]
    }

    /// Shows the folders found for the typed text.
    mutating func complete(_ prefix: String, with folders: [String]) {
        guard case .form(var form) = overlay,
            DownloadForm.expanded(form.text(.directory), home: options.home) == prefix
        else { return }
        form.complete(with: folders)
        overlay = .form(form)
    }
}

extension DownloadForm {
    /// Whether Tab in the folder field completes instead of moving on: after typing.
    var wantsCompletion: Bool { hasTyped && completions.count != 1 }

    /// Whether the cursor is in the first line of its field.
    var isAtFirstLine: Bool { fields[focus]?.position.line == 0 }

    /// Whether the cursor is in the last line of its field.
    var isAtLastLine: Bool {
        guard let field = fields[focus] else { return true }
        return field.position.line == field.lines.count - 1
    }

    /// Inserts the common prefix of `folders`, and lists them when there are several.
    mutating func complete(with folders: [String]) {
        completions = folders.count > 1 ? folders : []
        guard var common = folders.first else {
            // A trailing slash ends a complete name: Tab moves on.
            if text(.directory).hasSuffix("/") { return moveFocus(by: 1) }
            problem = Problem(item: .directory, text: "folder does not exist; it will be created")
            hasTyped = false
            return
        }
        for folder in folders.dropFirst() {
            common = String(zip(common, folder).prefix { $0 == $1 }.map(\.0))
        }
        if folders.count == 1, !common.hasSuffix("/") { common += "/" }
        if common.count > text(.directory).count || folders.count == 1 {
            fields[.directory]?.text = common
        } else {
            hasTyped = false
        }
    }
}
