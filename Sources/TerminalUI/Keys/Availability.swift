import DownloadCore

/// The condition for an action, and the reason when it does not hold.
struct Availability: Sendable {
    /// Returns why the action is disabled; `nil` when it is enabled.
    let reason: @Sendable (Model) -> String?

    private init(_ reason: @escaping @Sendable (Model) -> String?) {
        self.reason = reason
    }

    /// Creates a condition, with the reason when it does not hold.
    private init(
        _ isPossible: @escaping @Sendable (Model) -> Bool, else reason: String
    ) {
        self.init { isPossible($0) ? nil : reason }
    }

    /// Creates a condition on the action's targets, of which there is at least one.
    private init(targets reason: @escaping @Sendable (Model, [DownloadSnapshot]) -> String?) {
        self.init { model in
            guard model.loading.isOver else { return "the queue is loading" }
            guard !model.snapshot.downloads.isEmpty else { return "the queue is empty" }
            let targets = model.targets
            return targets.isEmpty ? "nothing is selected" : reason(model, targets)
        }
    }

    static let always = Availability { _ in nil }
    static let targets = Availability(targets: { _, _ in nil })
    static let selection = Availability(targets: { model, _ in
        model.selected == nil ? "nothing is selected" : nil
    })
    static let somewhereToGoBack = Availability(
        { model in
            model.focus == .pane || model.selection.isExtending
                || !model.selection.marks.isEmpty || !model.list.filter.isEmpty
        }, else: "already in the queue")
    static let removal = Availability({ $0.notices.canUndo }, else: "nothing to undo")
    static let somethingDone = Availability({ $0.counts.done > 0 }, else: "nothing is finished")
    static let anyToPauseOrResume = Availability(
        { $0.counts.unfinished > $0.counts.failed }, else: "nothing to pause or resume")
    static let somethingFailed = Availability(
        { model in
            model.counts.failed + model.counts.troubled > 0
                || model.seeksFragments
                    && model.selected?.fragments.contains(where: \.canRetry) ?? false
        }, else: "nothing needs attention")

    static let canPauseOrResume = Availability(targets: { model, targets in
        if targets.contains(where: { $0.canPause || $0.canResume }) { return nil }
        switch targets[0].state {
        case .done: return "already done"
        case .failed: return model.naming(.retry, "it failed", "retries")
        case .paused(.question):
            return model.naming(.startOver, "waiting for your decision", "starts over")
        default: return "it cannot be paused"
        }
    })
    static let canRetry = Availability(targets: { _, targets in
        targets.contains(where: \.canRetry) ? nil : "nothing to retry"
    })
    static let anyToRetry = Availability(
        { model in
            model.counts.failed + model.counts.troubled + model.counts.active > 0
                && model.snapshot.downloads.contains(where: \.canRetryLater)
        }, else: "nothing to retry")
    static let canRetryFragment = Availability(targets: { model, _ in
        guard let fragment = model.selectedFragment else { return "no fragment is selected" }
        return fragment.canRetry ? nil : "fragment \(fragment.number) has not failed"
    })
    static let canChangeConnections = Availability(targets: { _, targets in
        let open = targets.filter { $0.state != .done }
        guard let one = open.first else { return "already done" }
        guard open.count == 1 else { return nil }
        if case .none(let why) = one.ranges { return "single connection: \(why)" }
        if case .checking = one.state { return "download complete; verifying" }
        return nil
    })
    static let canDropConnection = Availability { model in
        if let reason = canChangeConnections.reason(model) { return reason }
        let open = model.targets.filter { $0.state != .done }
        return open.allSatisfy { $0.wantedFragments <= 1 } ? "only one connection is left" : nil
    }
    static let queueOrder = Availability(targets: { model, _ in
        model.list.isInQueueOrder ? nil : "the list is sorted"
    })
    static let canStart = Availability(targets: { _, targets in
        targets.contains(where: \.canStart) ? nil : "already started"
    })
    static let canLimit = Availability(targets: { _, targets in
        targets.allSatisfy { $0.state == .done } ? "already done" : nil
    })
    static let canEdit = Availability(targets: { model, _ in
        model.selected?.state == .done ? "already done" : nil
    })
    static let question = Availability(targets: { model, _ in
        model.selected?.question == nil ? "no question to answer" : nil
    })
    static let canTrust = Availability(targets: { model, _ in
        guard let selected = model.selected else { return "nothing is selected" }
        if selected.certificate != nil || selected.server?.trustedKey != nil { return nil }
        if case .failed(let error) = selected.state, error.kind == .certificate {
            return "the server has not shown its certificate"
        }
        return "no certificate to decide on"
    })
}

extension Model {
    /// Returns why an action is disabled now; `nil` when it is enabled.
    func disabledReason(for action: Action) -> String? { action.row.availability.reason(self) }

    /// Returns a reason followed by the key that helps.
    fileprivate func naming(_ action: Action, _ reason: String, _ result: String) -> String {
        let name = options.keymap.keys(for: action).first?.asciiName
        return name.map { "\(reason); \($0) \(result)" } ?? reason
    }
}
