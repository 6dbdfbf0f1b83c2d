import Foundation
import Testing

@testable import DownloadCore

/// The states of a download and their transitions.
struct DownloadStateTests {
    private typealias Kind = Download.State.Kind

    /// The exits that the comment of each state names.
    private static func documented() throws -> [Kind: Set<Kind>] {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources/DownloadCore/Download/State.swift")
        var exits: [Kind: Set<Kind>] = [:]
        var comment = ""
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
            let text = line.drop { $0 == " " }
            if text.hasPrefix("///") {
                comment += text.dropFirst(3)
            } else if text.hasPrefix("case "),
                let kind = Kind(
                    rawValue: String(text.dropFirst(5).prefix { $0.isLetter })),
                exits[kind] == nil
            {
                let words = comment.split(separator: "`").filter { $0.hasPrefix(".") }
                exits[kind] = Set(words.compactMap { Kind(rawValue: String($0.dropFirst())) })
                comment = ""
            } else {
                comment = ""
            }
        }
        return exits
    }

    @Test func `the exits of each state match its documentation`() throws {
        let documented = try Self.documented()
        for kind in Kind.allCases { #expect(documented[kind] == kind.exits, "\(kind)") }
    }

    @Test func `a completed download stays so; any other can be stopped`() {
        for kind in Kind.allCases where kind != .done { #expect(kind.exits.contains(.paused)) }
        #expect(Kind.done.exits.isEmpty)
    }

    @Test func `a late event changes nothing of a completed download`() {
        var story = Story(fragments: .fixed(1))
        _ = story.part(1)
        story.bytes(1, to: 24)
        _ = story.complete(1)
        _ = story.send(.finished(name: "f.bin"))
        let error = DownloadError(.inUse, "late")
        let late: [Download.Event] = [
            .start, .partInUse(error), .diskFailed(error, covered: ByteRangeSet()),
            .skipped(name: "g"), .foundWhole(length: 3), .finishFailed(error), .pause(.user),
            .resume, .retry, .startOver, .replaceSource("http://b.example/f"), .nameAwaited("g"),
            .hostAway(error), .metalinkFailed(error), .mismatched(error),
        ]
        for event in late {
            #expect(story.send(event) == [])
            #expect(story.state == .done && story.download.name == "f.bin")
        }
    }

    /// Stories that have arrived at different states.
    private func stories() -> [Story] {
        let new = Story(fragments: .fixed(1))
        var lookingUp = new
        _ = lookingUp.send(.start)
        var running = new
        _ = running.part(1)
        var found = lookingUp
        _ = found.send(.foundWhole(length: 24))
        var finishing = running
        finishing.bytes(1, to: 24)
        _ = finishing.complete(1)
        var paused = running
        _ = paused.send(.pause(.user))
        var failed = running
        _ = failed.send(.diskFailed(DownloadError(.changed, "x"), covered: ByteRangeSet()))
        var done = found
        _ = done.send(.finished(name: "f.bin"))
        return [new, lookingUp, running, found, finishing, paused, failed, done]
    }

    /// `move(to:)` traps when a state does not lead to the next one.
    @Test func `two events that arrive late, in any state, lead to a legal state`() {
        let error = DownloadError(.inUse, "late")
        let events: [Download.Event] = [
            .start, .partFound(nil), .partReleased, .partLost, .partConfirmed, .partInUse(error),
            .diskFailed(error, covered: ByteRangeSet()), .foundWhole(length: 24),
            .skipped(name: "g"), .hostAway(error), .hostReturned, .nameAwaited("g"),
            .metalinkFailed(error), .mismatched(error), .finished(name: "g"),
            .finishFailed(error), .pause(.user), .pause(.question(.partFileMissing)), .resume,
            .retry, .startOver, .replaceSource("http://b.example/f"),
        ]
        for story in stories() {
            for first in events {
                for second in events {
                    var story = story
                    _ = story.send(first)
                    _ = story.send(second)
                    _ = story.send(second)
                    if story.state == .done { #expect(story.send(first) == []) }
                }
            }
        }
    }
}
