import DownloadCore

extension Model {
    /// Handles a key in the command list.
    mutating func press(_ key: Key, inCommands list: PickList) -> [Effect] {
        var list = list
        if isRedrawOrSuspend(key) { return perform(key == .control("l") ? .redraw : .suspend) }
        let content = CommandLines(self, search: list.field.text)
        switch key {
        case .escape where !list.field.text.isEmpty: list = PickList()
        case .escape, .control("c"), .function(1):
            overlay = nil
            return []
        case .enter:
            overlay = nil
            guard content.actions.indices.contains(list.picked) else { return [] }
            return perform(content.actions[list.picked])
        case "?" where list.field.text.isEmpty:
            overlay = nil
            return []
        // Keys that start a search elsewhere are ignored: no command begins with them.
        case "/" where list.field.text.isEmpty, ":" where list.field.text.isEmpty: break
        default:
            _ = list.handle(
                key, count: content.actions.count, page: max(1, Layout(self).listRows.height - 1))
        }
        show(list)
        return []
    }

    /// Shows the command list, scrolled to the selected entry.
    mutating func show(_ list: PickList) {
        var list = list
        let content = CommandLines(self, search: list.field.text)
        list.pick(list.picked, of: content.actions.count)
        let place = content.place(of: list.picked)
        let height = Layout(self).listRows.height
        list.scroll(
            to: place.last - place.first < height ? place.last : place.line, from: place.first,
            count: content.lines.count, height: height)
        overlay = .commands(list)
    }

    /// Handles a key in the history.
    mutating func press(_ key: Key, in history: HistoryList) -> [Effect] {
        var history = history
        if isRedrawOrSuspend(key) { return perform(key == .control("l") ? .redraw : .suspend) }
        let search = history.list.field.text
        switch key {
        case .escape where !search.isEmpty:
            overlay = .history(HistoryList())
            return [.loadHistory("")]
        case .escape, .control("c"):
            overlay = nil
            return []
        case .enter:
            guard let entry = history.picked else { return [] }
            overlay = nil
            return addOrAsk([entry.request])
        default:
            let count = history.entries?.count ?? 0
            let height = Layout(self).listRows.height
            _ = history.list.handle(key, count: count, page: max(1, height - 1))
            history.list.scroll(
                to: history.list.picked, from: history.list.picked, count: count, height: height)
        }
        overlay = .history(history)
        let text = history.list.field.text
        return text == search ? [] : [.loadHistory(text)]
    }

    /// Shows the history that was read.
    mutating func showHistory(of text: String, _ entries: [HistoryEntry]) {
        guard case .history(var history) = overlay, history.list.field.text == text else { return }
        history.entries = entries
        history.list.pick(history.list.picked, of: entries.count)
        overlay = .history(history)
    }

    /// Handles a key in the review of a paste.
    mutating func press(_ key: Key, in review: PasteReview) -> [Effect] {
        var review = review
        if isRedrawOrSuspend(key) { return perform(key == .control("l") ? .redraw : .suspend) }
        let page = max(1, Layout(self).listRows.height - 2)
        switch key {
        case .escape, .control("c"), "q":
            overlay = nil
            say("Nothing was added", .retrying)
            return []
        case .enter, "y":
            guard review.new > 0 else {
                say("no URL to add", .retrying)
                return []
            }
            overlay = nil
            return review.commands == nil ? add(review.addable) : add(review.requests)
        case "f":
            let known = knownSources
            review.acceptSuggestions { known[$0] != nil }
        case "e":
            openForm(urls: review.text)
            return []
        case "j", .down: review.top += 1
        case "k", .up: review.top -= 1
        case .pageDown, " ": review.top += page
        case .pageUp: review.top -= page
        case "g", .home: review.top = 0
        case "G", .end: review.top = review.entries.count
        default: break
        }
        review.top = min(max(0, review.top), max(0, review.entries.count - page))
        overlay = .review(review)
        return []
    }

    /// Adds URLs with the defaults of new downloads.
    private mutating func add(_ urls: [String]) -> [Effect] {
        var form = DownloadForm(options.template, urls: "")
        let text = urls.joined(separator: "\n")
        guard
            let requests = form.requests(
                home: options.home, folders: options.folders, pasted: text)
        else {
            say("Nothing was added: \(form.problem?.text ?? "")", .failed)
            return []
        }
        return add(requests)
    }

    /// Handles the mouse wheel over a list.
    mutating func scrollList(by rows: Int) {
        switch overlay {
        case .commands(var list):
            let count = CommandLines(self, search: list.field.text).actions.count
            list.pick(list.picked + rows.signum(), of: count)
            show(list)
        case .history(var history):
            let count = history.entries?.count ?? 0
            let height = Layout(self).listRows.height
            history.list.pick(history.list.picked + rows.signum(), of: count)
            history.list.scroll(
                to: history.list.picked, from: history.list.picked, count: count, height: height)
            overlay = .history(history)
        case .review(var review):
            let page = max(1, Layout(self).listRows.height - 2)
            review.top = min(max(0, review.top + rows), max(0, review.entries.count - page))
            overlay = .review(review)
        default: break
        }
    }

    /// Handles a click on a list: selects an entry; on the selected one acts like Enter.
    mutating func clickList(x: Int, y: Int) -> [Effect] {
        let rows = Layout(self).listRows
        guard Layout(self).list.contains(x: x, y: y) else {
            if case .review = overlay { return [] }
            overlay = nil
            return []
        }
        guard rows.contains(x: x, y: y) else { return [] }
        switch overlay {
        case .commands(var list):
            let content = CommandLines(self, search: list.field.text)
            let line = list.top + y - rows.y
            guard content.lines.indices.contains(line),
                case .action(let action) = content.lines[line],
                let entry = content.actions.firstIndex(of: action)
            else { return [] }
            if entry == list.picked { return press(.enter, inCommands: list) }
            list.pick(entry, of: content.actions.count)
            overlay = .commands(list)
        case .history(var history):
            let entry = history.list.top + y - rows.y
            guard entry < history.entries?.count ?? 0 else { return [] }
            if entry == history.list.picked { return press(.enter, in: history) }
            history.list.pick(entry, of: history.entries?.count ?? 0)
            overlay = .history(history)
        default: break
        }
        return []
    }
}
