import DownloadCore

extension Model {
    /// Updates the question for the newest snapshot, or withdraws one without a point.
    ///
    /// A download can end while a question about it is open. The text must be true when it is
    /// answered, and an answer must do only what was asked.
    mutating func refreshOverlay() {
        switch overlay {
        case .question(let question): refresh(question)
        case .prompt(var prompt):
            guard let targets = prompt.targets, let reason = reasonAgainstChanging(targets) else {
                return
            }
            // It stays open: typed characters must not become keys of the queue.
            prompt.problem = reason
            overlay = .prompt(prompt)
        case .form, .commands, .history, .review, .settings, nil: break
        }
    }

    private mutating func refresh(_ question: Question) {
        switch question.subject {
        case .sort: break
        case .quit: overlay = .question(quitQuestion)
        case .detach: replace(question, by: detachQuestion)
        case .pause(let ids):
            replace(question, by: pauseQuestion(downloads(ids).filter(\.canPause)))
        case .remove(let ids): replace(question, by: removeQuestion(downloads(ids)))
        case .startOver(let id):
            let download = downloads([id]).first { $0.question != nil }
            replace(question, by: download.map { startOverQuestion($0) })
        case .trust(let id, _), .withdrawTrust(let id):
            replace(question, by: downloads([id]).first.flatMap { trustQuestion($0) })
        case .add(let duplicates, let count):
            replace(question, by: duplicateQuestion(duplicates, of: count))
        }
    }

    private mutating func replace(_ old: Question, by new: Question?) {
        overlay = new.map { .question($0) }
        guard new == nil else { return }
        switch old.subject {
        case .pause: say("It ended meanwhile; nothing was paused", .retrying)
        case .remove: say("It finished meanwhile; nothing was removed", .retrying)
        case .startOver: say("No longer needed; nothing was discarded", .retrying)
        case .trust, .withdrawTrust: say("No longer needed; nothing was changed", .retrying)
        case .quit, .detach, .sort, .add: break
        }
    }

    /// Returns those of the downloads that are left, in queue order.
    private func downloads(_ ids: [DownloadID]) -> [DownloadSnapshot] {
        let wanted = Set(ids)
        return snapshot.downloads.filter { wanted.contains($0.id) }
    }

    /// Returns why these downloads cannot be changed any more; `nil` when they can.
    func reasonAgainstChanging(_ ids: [DownloadID]) -> String? {
        let left = downloads(ids)
        if left.contains(where: { $0.state != .done }) { return nil }
        guard !left.isEmpty else {
            return "no longer in the queue"
        }
        return "already done"
    }
}
