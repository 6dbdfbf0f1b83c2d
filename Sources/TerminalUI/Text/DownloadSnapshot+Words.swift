import DownloadCore

extension DownloadSnapshot {
    /// Whether it is active, or will be without the user.
    var isActive: Bool {
        switch state {
        case .asking, .running, .retrying, .checking: true
        case .waiting, .paused, .failed, .done: false
        }
    }

    /// Whether bytes arrive, or lanes are connecting.
    var isRunning: Bool { if case .running = state { true } else { false } }

    /// Whether there are bars to draw; a failure before the first byte has words only.
    var hasSomethingToDraw: Bool {
        switch state {
        case .failed where received == 0, .retrying where received == 0: return false
        default: return !fragments.isEmpty
        }
    }

    /// Whether it can be paused.
    var canPause: Bool {
        switch state {
        case .waiting, .asking, .running, .retrying, .checking: true
        case .paused(let reason): if case .disk = reason { true } else { false }
        case .failed, .done: false
        }
    }

    /// Whether an interruption loses its bytes: the server does not support ranges.
    var losesBytes: Bool {
        guard case .none = ranges, canPause, received > 0 else { return false }
        switch state {
        case .running, .retrying: return true
        default: return false
        }
    }

    /// Whether its link may have worked only once.
    ///
    /// One connection is served, and the others get what an expired link gets.
    var mayHaveExpired: Bool {
        guard isRunning, fragments.count(where: { $0.state == .receiving }) <= 1 else {
            return false
        }
        return fragments.contains { fragment in
            switch fragment.state {
            case .retrying(let error, _, _, _), .failed(let error):
                [401, 403, 404, 410].contains(error.status)
            case .waiting, .connecting, .receiving, .paused, .done: false
            }
        }
    }

    /// Whether it can be resumed.
    var canResume: Bool {
        guard case .paused(let reason) = state else { return false }
        return reason == .user || reason == .inUse
    }

    /// Whether it can be started before its turn.
    var canStart: Bool {
        switch state {
        case .waiting, .failed: true
        case .paused(let reason): reason == .user
        case .asking, .running, .retrying, .checking, .done: false
        }
    }

    /// Whether retrying has an effect.
    var canRetry: Bool {
        switch state {
        case .failed, .retrying: return true
        case .paused(.inUse), .paused(.disk), .paused(.question(.unrelated)): return true
        case .done, .checking, .waiting: return false
        default: break
        }
        return fragments.contains { fragment in
            switch fragment.state {
            case .failed, .retrying: true
            default: false
            }
        }
    }

    /// Whether "retry all" includes it: it failed, a fragment of it did, or it waits to retry.
    var canRetryLater: Bool {
        switch state {
        case .failed, .retrying: true
        default: canRetry && needsUser
        }
    }

    /// Whether it needs the user: it failed, a fragment of it did, or it has a question.
    var needsUser: Bool {
        switch state {
        case .failed, .paused(.question), .paused(.inUse), .paused(.disk): return true
        case .done: return false
        default: break
        }
        return fragments.contains { if case .failed = $0.state { true } else { false } }
    }

    /// Whether its link has expired, so that it needs a new URL.
    var isExpired: Bool {
        if case .failed(let error) = state { error.kind == .expired } else { false }
    }

    /// Whether it asks the user to start over.
    var question: Question? {
        if case .paused(.question(let question)) = state { question } else { nil }
    }

    /// The sign and the colour of its state.
    var look: StateLook {
        switch state {
        case .waiting: .waiting
        case .asking: .asking
        case .running: .running
        case .retrying: .retrying
        case .paused(.user): .paused
        case .paused, .failed: .failed
        case .checking: .checking
        case .done: .done
        }
    }

    /// The word for its state.
    var stateWord: String {
        switch state {
        case .waiting: "waiting"
        case .asking: "connecting"
        case .running: "downloading"
        case .retrying: "retrying"
        case .paused(.question): "question"
        case .paused: "paused"
        case .failed: "failed"
        case .checking: "verifying"
        case .done: isSkipped ? "skipped" : "done"
        }
    }

    /// The sentence about its state while there are no bars.
    var stateSentence: String {
        switch state {
        case .asking: "connecting to the server …"
        case .done: "done: \(path)"
        default: fault?.words ?? stateWord
        }
    }

    /// Why there are no more connections: a reason for the number shown, or a sentence of its own.
    var connectionsNote: (text: String, isSentence: Bool)? {
        if case .none(let why) = ranges { return ("single connection: \(why)", true) }
        guard let note = fragmentsNote else { return nil }
        guard let colon = note.firstRange(of: ": "), let number = Int(note[..<colon.lowerBound])
        else { return (note, true) }
        return number == wantedFragments ? (String(note[colon.upperBound...]), false) : nil
    }

    /// The fraction that has arrived, 0 to 1; `nil` when the length is unknown.
    var progress: Double? {
        guard let length else { return state == .done ? 1 : nil }
        return length > 0 ? min(1, max(0, Double(received) / Double(length))) : 1
    }

    /// The folder and name of the file, as far as known.
    var path: String { request.directory + (request.directory.hasSuffix("/") ? "" : "/") + name }
}

extension FragmentSnapshot {
    /// The sign and the colour of its state.
    var look: StateLook {
        switch state {
        case .waiting: .waiting
        case .connecting: .asking
        case .receiving: .running
        case .retrying: .retrying
        case .failed: .failed
        case .paused: .paused
        case .done: .done
        }
    }

    /// The message in place of a speed; `nil` when bytes arrive.
    var message: String? {
        switch state {
        case .waiting: "waiting"
        case .connecting: silence > 0 ? "no answer for \(silence) s" : "connecting"
        case .receiving: silence > 0 ? "no data for \(silence) s" : nil
        case .retrying(let error, let attempt, let most, let seconds):
            "\(error.fault.words), \(Units.next(seconds)), try \(attempt)"
                + (most.map { " of \($0)" } ?? "")
        case .failed(let error): error.brief
        case .paused: "paused"
        case .done: nil
        }
    }

    /// Whether retrying it has an effect.
    var canRetry: Bool {
        switch state {
        case .failed, .retrying: true
        default: false
        }
    }

    /// Its length in bytes; `nil` when it is unknown.
    var length: Int64? { range.end == Int64.max ? nil : range.count }
}

extension DownloadError {
    /// The cause for a row, without the beginning that all rows would share.
    var brief: String {
        let usual = "the server answered "
        return cause.hasPrefix(usual) ? String(cause.dropFirst(usual.count)) : cause
    }
}

extension DownloadSnapshot {
    /// The message about servers that are silent on all its connections; `nil` when one is not.
    var silence: String? {
        let open = fragments.filter { $0.state == .connecting || $0.state == .receiving }
        guard let least = open.min(by: { $0.silence < $1.silence }), least.silence > 0 else {
            return nil
        }
        let what = open.contains { $0.state == .receiving } ? "data" : "answer"
        return "no \(what) for \(least.silence) s"
    }
}

extension Units {
    /// Returns the time of the next try: `retry in 3 s`, `retrying` when it is due.
    static func nextTry(in seconds: Double) -> String {
        seconds > 0.05 ? "retry in \(countdown(seconds))" : "retrying"
    }

    /// Returns a waiting time: `in 3 s`, `now` when it is due.
    static func wait(_ seconds: Double) -> String {
        seconds > 0.05 ? "in \(countdown(seconds))" : "now"
    }

    /// Returns the time until the next try: `next in 2:10`, `next now` when it is due.
    static func next(_ seconds: Double) -> String {
        guard seconds > 0.05, seconds.isFinite else { return "next now" }
        let whole = Int(min(seconds, 1e9).rounded(.up))
        return whole < 60 ? "next in \(whole) s" : "next in \(duration(Double(whole)))"
    }

    /// Returns a short wait in whole seconds or minutes: `3 s`, `2 min`.
    static func countdown(_ seconds: Double) -> String {
        guard seconds.isFinite else { return "a while" }
        let whole = Int(min(max(0, seconds), 1e9).rounded(.up))
        return whole < 100 ? "\(whole) s" : whole < 6000 ? "\(whole / 60) min" : duration(seconds)
    }
}
