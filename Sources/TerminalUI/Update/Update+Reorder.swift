import DownloadCore

/// A number typed before a key.
struct TypedNumber: Hashable, Sendable {
    var value: Int
    /// The tab and its scroll position before the first digit, which may have opened another.
    var tab: PaneTab
    var top: Int
    /// The time until which another digit, or the key, belongs to it.
    var until: Instant
    /// Whether a digit of it is no key by itself, so that a number is meant.
    var isCertain = false
}

extension Model {
    /// The seconds after which a digit no longer belongs to the previous ones.
    private static let digitPause = 1.5

    /// Handles a digit of a number before `J` or `K`; returns `nil` for any other key.
    ///
    /// Some digits are also keys that open a tab. When the number is used after all, the tab is
    /// restored.
    mutating func takeDigit(_ key: Key) -> [Effect]? {
        guard case .character(let character) = key, character.isASCII,
            let digit = character.wholeNumberValue
        else { return nil }
        let action = options.keymap.action(for: key, in: focus)
        var number = TypedNumber(value: digit, tab: pane.tab, top: pane.top, until: now)
        if let count, now < count.until {
            number = count
            number.value = min(count.value * 10 + digit, 99_999)
        } else if digit == 0 {
            return action.map { perform($0) }
        }
        number.until = now + Self.digitPause
        if action == nil { number.isCertain = true }
        let effects = action.map { perform($0) } ?? []
        count = number
        return effects
    }

    /// Takes the number typed before this key, 1 without one, and restores the tab.
    private mutating func takeCount() -> Int {
        guard let count, now < count.until else { return 1 }
        pane.restore(count.tab, top: count.top)
        self.count = nil
        return count.value
    }

    /// Moves the targets in the queue by rows of the list, by the number typed before.
    mutating func moveInQueue(by direction: Int) -> [Effect] {
        move(by: direction * takeCount())
    }

    /// Moves the targets to the top or the bottom of the queue.
    mutating func moveToEnd(isTop: Bool) -> [Effect] {
        move(by: isTop ? -snapshot.downloads.count : snapshot.downloads.count)
    }

    private mutating func move(by rows: Int) -> [Effect] {
        let targets = targets
        guard let first = targets.first else { return [] }
        var places = rows
        // In a filtered list, a row may be several places of the queue.
        if let listed = list.listed, targets.count == 1, let row = self.rows.row(of: first.id) {
            let other = min(max(0, row + rows), listed.count - 1)
            places = listed[other] - listed[row]
        }
        let all = snapshot.downloads.count
        if targets.count == 1,
            let place = snapshot.downloads.firstIndex(where: { $0.id == first.id })
        {
            let new = min(max(0, place + places), all - 1)
            guard new != place else {
                say(places < 0 ? "already first" : "already last", .retrying, seconds: 4)
                return []
            }
            say("\(first.name) is now \(new + 1) of \(all)", .done)
        } else {
            say("Moved \(Units.count(targets.count, "download"))", .done)
        }
        return [.perform(.move(targets.map(\.id), by: places))]
    }

    /// Starts the targets before their turn.
    mutating func startNow() -> [Effect] {
        let started = targets.filter(\.canStart)
        say(
            "Starting \(started.count == 1 ? started[0].name : "\(started.count) downloads")", .done
        )
        return [.perform(.startNow(started.map(\.id)))]
    }

    /// Retries all failed downloads and fragments.
    mutating func retryAll() -> [Effect] {
        let failed = snapshot.downloads.filter(\.canRetryLater)
        say("Retrying \(Units.count(failed.count, "download"))", .done)
        return [.perform(.retry(failed.map(\.id)))]
    }

    /// Toggles slow mode.
    mutating func toggleSlow() -> [Effect] {
        let isSlow = !snapshot.isSlow
        say("Slow mode \(isSlow ? "on" : "off")", isSlow ? .paused : .done)
        return [.perform(.setSlow(isSlow))]
    }

    /// Returns the message for an intent that was entered.
    func words(for intent: Intent) -> String {
        func rate(_ limit: Int64?) -> String {
            limit.map { Units.speed(Double($0)) } ?? "none"
        }
        func name(_ ids: [DownloadID]) -> String {
            ids.count == 1
                ? snapshot.downloads.first { $0.id == ids.first }?.name ?? ""
                : Units.count(ids.count, "download")
        }
        switch intent {
        case .limitDownload(let ids, let limit):
            return "Speed limit of \(name(ids)): \(rate(limit))"
        case .limitAll(let limit): return "Total speed limit: \(rate(limit))"
        case .setFragments(let ids, .fixed(let count)):
            return "\(name(ids)): \(Units.count(count, "connection"))"
        case .setFragments(let ids, .auto): return "\(name(ids)): connections chosen automatically"
        case .replaceSource(let id, _): return "URL of \(name([id])) replaced"
        default: return "done"
        }
    }
}
