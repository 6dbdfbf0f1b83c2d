import Synchronization

/// A predicate on requests, for `Fault.when`.
package struct Condition: Sendable {
    let holds: @Sendable (Request) -> Bool

    /// Creates a condition from a predicate.
    package init(_ holds: @escaping @Sendable (Request) -> Bool) {
        self.holds = holds
    }

    /// Matches requests by number.
    package static func request(_ numbers: ClosedRange<Int>) -> Condition {
        Condition { numbers.contains($0.number) }
    }

    /// Matches a request by number.
    package static func request(_ number: Int) -> Condition { request(number...number) }

    /// Matches requests after the one with this number.
    package static func afterRequest(_ number: Int) -> Condition {
        Condition { $0.number > number }
    }

    /// Matches requests on connections with these numbers.
    package static func connection(_ numbers: ClosedRange<Int>) -> Condition {
        Condition { numbers.contains($0.connection) }
    }

    /// Matches requests on every `k`-th connection.
    package static func everyConnection(_ k: Int) -> Condition {
        Condition { $0.connection % k == 0 }
    }

    /// Matches all but the first request on a connection.
    package static let onUsedConnection = Condition { $0.numberOnConnection > 1 }

    /// Matches requests with a `Range` field.
    package static let ranged = Condition { $0.field("range") != nil }

    /// Matches requests for a range that begins after the first byte.
    package static let inside = Condition { ($0.askedRange?.first ?? 0) > 0 }

    /// Matches requests for a range that begins in this part of the file.
    package static func begins(in part: Range<Int64>) -> Condition {
        Condition { part.contains($0.askedRange?.first ?? 0) }
    }

    /// Matches requests for a range that contains this position.
    package static func covers(_ position: Int64) -> Condition {
        Condition { request in
            let range = request.askedRange ?? (0, nil)
            return range.first <= position && position <= range.last ?? .max
        }
    }

    /// Matches requests with an `If-Range` field.
    package static let conditional = Condition { $0.field("if-range") != nil }

    /// Matches requests for this path.
    package static func path(_ path: String) -> Condition { Condition { $0.path == path } }

    /// Matches requests with this method.
    package static func method(_ method: String) -> Condition {
        Condition { $0.method == method }
    }

    /// Matches requests while more than `count` responses are in progress, including this one.
    package static func moreAnswersThan(_ count: Int) -> Condition {
        Condition { $0.answersUnderWay > count }
    }

    /// Matches requests after the origin has sent `count` content bytes.
    package static func afterBytes(_ count: Int64) -> Condition {
        Condition { $0.bytesServed >= count }
    }

    /// Matches requests in the first seconds after the start.
    package static func inFirst(seconds: Double) -> Condition {
        Condition { $0.seconds < seconds }
    }

    /// Matches a share of the requests, selected by number and `seed`.
    package static func chance(_ share: Double, seed: UInt64) -> Condition {
        Condition { request in
            var random = SeededRandom(seed: seed &* 1_000_003 &+ UInt64(request.number))
            return random.share() < share
        }
    }

    /// Matches the first `count` requests tested; each use has its own counter.
    package static func first(_ count: Int) -> Condition {
        first(count, per: { _ in 0 })
    }

    /// Matches the first `count` requests with each key.
    package static func first(
        _ count: Int, per key: @escaping @Sendable (Request) -> Int64
    ) -> Condition {
        let tally = Tally()
        return Condition { tally.next(key($0)) <= count }
    }

    /// Matches the first `count` requests for each range start.
    package static func firstForRange(_ count: Int) -> Condition {
        first(count, per: { $0.askedRange?.first ?? 0 })
    }

    /// Matches if both conditions hold; the second is tested only if the first holds.
    package static func && (a: Condition, b: Condition) -> Condition {
        Condition { a.holds($0) && b.holds($0) }
    }

    /// Matches if either condition holds; the second is tested only if the first does not.
    package static func || (a: Condition, b: Condition) -> Condition {
        Condition { a.holds($0) || b.holds($0) }
    }

    /// Negates a condition.
    package static prefix func ! (a: Condition) -> Condition {
        Condition { !a.holds($0) }
    }

    /// Counts occurrences by key.
    private final class Tally: Sendable {
        private let counts = Mutex<[Int64: Int]>([:])

        func next(_ key: Int64) -> Int {
            counts.withLock { counts in
                counts[key, default: 0] += 1
                return counts[key, default: 0]
            }
        }
    }
}
