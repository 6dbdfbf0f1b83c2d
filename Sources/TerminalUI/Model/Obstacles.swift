import DownloadCore

extension Model {
    /// Why an action does nothing now, in words; `nil` when it is possible.
    func obstacle(to action: Action) -> String? {
        switch action {
        case .moveDown, .moveUp, .moveToFirst, .moveToLast, .pageDown, .pageUp, .add, .toggleSlow,
            .help, .redraw, .suspend, .quit, .showFragments, .showInfo, .showLog, .showSpeed,
            .previousTab, .nextTab, .limitAll, .sort, .filter:
            return nil
        case .back:
            let isAtTop = focus == .queue && marks.isEmpty && range == nil && filter.isEmpty
            return isAtTop ? "this is the queue already" : nil
        case .undo: return removed == nil ? "nothing was removed in the last seconds" : nil
        case .clearFinished: return counts.done == 0 ? "no download is finished" : nil
        case .togglePauseAll:
            return counts.unfinished == counts.failed ? "nothing can be paused or resumed" : nil
        case .nextFailed, .previousFailed:
            let found =
                seeksFragments
                ? selected?.fragments.contains(where: \.canRetry) ?? false
                : counts.failed + counts.troubled > 0
            return found ? nil : "nothing has failed"
        default: break
        }
        guard hasSnapshot else { return "the queue is loading" }
        guard !snapshot.downloads.isEmpty else { return "the queue is empty" }
        guard let first = targets.first else { return "nothing is selected" }
        return obstacle(to: action, targets: targets, first: first)
    }

    private func obstacle(
        to action: Action, targets: [DownloadSnapshot], first: DownloadSnapshot
    ) -> String? {
        switch action {
        case .togglePause:
            if targets.contains(where: { $0.canPause || $0.canResume }) { return nil }
            switch first.state {
            case .done: return "it is done"
            case .failed: return key(.retry, "it has failed", "tries again")
            case .paused(.question): return key(.startOver, "it waits for an answer", "starts over")
            default: return "it cannot be paused"
            }
        case .retry: return targets.contains(where: \.canRetry) ? nil : "nothing of it has failed"
        case .retryFragment:
            guard let fragment = selectedFragment else { return "no fragment is selected" }
            return fragment.canRetry ? nil : "fragment \(fragment.number) has not failed"
        case .moreFragments, .fewerFragments, .setFragments:
            let open = targets.filter { $0.state != .done }
            guard let one = open.first else { return "it is done" }
            if open.count == 1, case .none(let why) = one.ranges {
                return "it comes in one stream: \(why)"
            }
            if case .checking = one.state, open.count == 1 { return "every byte of it has arrived" }
            if action == .fewerFragments, open.allSatisfy({ $0.wantedFragments <= 1 }) {
                return "it has one fragment"
            }
            return nil
        case .moveUpInQueue, .moveDownInQueue:
            return list == nil ? nil : "the list is sorted or filtered"
        case .limit:
            return targets.allSatisfy { $0.state == .done } ? "it is done" : nil
        case .edit, .replaceURL: return selected?.state == .done ? "it is done" : nil
        case .startOver: return selected?.question == nil ? "it asks nothing" : nil
        case .openPane: return selected == nil ? "nothing is selected" : nil
        default: return nil
        }
    }

    private func key(_ action: Action, _ what: String, _ result: String) -> String {
        let name = options.keymap.keys(for: action).first?.asciiName
        return name.map { "\(what); \($0) \(result)" } ?? what
    }
}
