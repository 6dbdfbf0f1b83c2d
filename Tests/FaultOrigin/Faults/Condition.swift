import Synchronization

/// A question about a request, for `Fault.when`.
package struct Condition: Sendable {
    let holds: @Sendable (Request) -> Bool

    /// Any question.
    package init(_ holds: @escaping @Sendable (Request) -> Bool) {
        self.holds = holds
    }

    /// Requests with these numbers.
    package static func request(_ numbers: ClosedRange<Int>) -> Condition {
        Condition { numbers.contains($0.number) }
    }

    /// The request with this number.
    package static func request(_ number: Int) -> Condition { request(number...number) }

    /// Requests with a larger number.
    package static func afterRequest(_ number: Int) -> Condition {
        Condition { $0.number > number }
    }

    /// Requests on connections with these numbers.
    package static func connection(_ numbers: ClosedRange<Int>) -> Condition {
        Condition { numbers.contains($0.connection) }
    }

    /// Requests on every `k`-th connection.
    package static func everyConnection(_ k: Int) -> Condition {
        Condition { $0.connection % k == 0 }
    }

    /// Requests on a connection that has already served one.
    package static let onUsedConnection = Condition { $0.numberOnConnection > 1 }

    /// Requests with a `Range` field.
    package static let ranged = Condition { $0.field("range") != nil }

    /// Requests for a range that begins after the first byte.
    package static let inside = Condition { ($0.askedRange?.first ?? 0) > 0 }

    /// Requests for a range that begins in this part of the file.
    package static func begins(in part: Range<Int64>) -> Condition {
        Condition { part.contains($0.askedRange?.first ?? 0) }
    }

    /// Requests for a range that contains this position.
    package static func covers(_ position: Int64) -> Condition {
        Condition { request in
            let range = request.askedRange ?? (0, nil)
            return range.first <= position && position <= range.last ?? .max
        }
    }

    /// Requests with an `If-Range` field.
    package static let conditional = Condition { $0.field("if-range") != nil }

    /// Requests of this path.
    package static func path(_ path: String) -> Condition { Condition { $0.path == path } }

    /// Requests with this method.
    package static func method(_ method: String) -> Condition {
        Condition { $0.method == method }
    }

    /// Requests while more than so many answers are under way, this one included.
    package static func moreAnswersThan(_ count: Int) -> Condition {
        Condition { $0.answersUnderWay > count }
    }

    /// Requests after the origin has handed out so many content bytes.
    package static func afterBytes(_ count: Int64) -> Condition {
        Condition { $0.bytesServed >= count }
    }

    /// Requests in the first so many seconds.
    package static func inFirst(seconds: Double) -> Condition {
        Condition { $0.seconds < seconds }
    }

    /// A share of the requests, chosen by their number under `seed`.
    package static func chance(_ share: Double, seed: UInt64) -> Condition {
        Condition { request in
            var random = SeededRandom(seed: seed &* 1_000_003 &+ UInt64(request.number))
            return random.share() < share
        }
    }

    /// The first `count` requests of which this question is asked; each use counts for itself.
    package static func first(_ count: Int) -> Condition {
        first(count, per: { _ in 0 })
    }

    /// The first `count` requests of each key.
    package static func first(
        _ count: Int, per key: @escaping @Sendable (Request) -> Int64
    ) -> Condition {
        let tally = Tally()
        return Condition { tally.next(key($0)) <= count }
    }

    /// The first `count` requests for each range start.
    package static func firstForRange(_ count: Int) -> Condition {
        first(count, per: { $0.askedRange?.first ?? 0 })
    }

    /// Both; the second is asked only when the first holds.
    package static func && (a: Condition, b: Condition) -> Condition {
        Condition { a.holds($0) && b.holds($0) }
    }

    /// Either; the second is asked only when the first does not hold.
    package static func || (a: Condition, b: Condition) -> Condition {
        Condition { a.holds($0) || b.holds($0) }
    }

    /// The contrary.
    package static prefix func ! (a: Condition) -> Condition {
        Condition { !a.holds($0) }
    }

    /// Counts by key.
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
