import FaultOrigin
import Foundation

/// How a scripted origin behaves, as it is told to a process of its own.
///
/// What a connection does is decided by the order in which they come, so that every tool meets the
/// same server.
struct OriginSetup: Codable, Sendable {
    /// Something that every so many-th connection does.
    struct Some: Codable, Sendable {
        /// Which ones: the 4th, 8th, and so on.
        var every: Int
        /// Bytes, or bytes per second.
        var bytes: Int64
    }

    /// Connections that end after a number of bytes that is drawn from a range.
    struct Ends: Codable, Sendable {
        /// The fewest bytes.
        var from: Int64
        /// The most bytes.
        var to: Int64
        /// Whether they end with a reset.
        var resets: Bool
    }

    /// The size of the file.
    var size: Int64
    /// What each connection carries, over all of its requests, in bytes per second.
    var bytesPerSecond: Int64?
    /// Connections that carry less.
    var slow: Some?
    /// Connections that fall silent and stay open.
    var silent: Some?
    /// Connections that end.
    var ends: Ends?
    /// The share of the requests that is answered 503.
    var refused: Double?
    /// The most bytes of one 206.
    var rangeCap: Int64?
    /// With so many answers under way, others are 503.
    var ceiling: Int?
    /// What is drawn.
    var seed: UInt64 = 1

    /// The file.
    var body: Body { .pattern(size) }

    /// What goes wrong.
    var faults: [Fault] {
        var faults: [Fault] = []
        if let bytesPerSecond { faults.append(.throttle(bytesPerSecond)) }
        if let slow { faults.append(.when(.everyConnection(slow.every), .throttle(slow.bytes))) }
        if let silent {
            faults.append(
                .when(
                    .everyConnection(silent.every),
                    .cutConnection(after: silent.bytes, by: .silence)))
        }
        if let ends {
            faults.append(
                .cutConnection(
                    afterRandom: ends.from...ends.to, by: ends.resets ? .reset : .close,
                    seed: seed))
        }
        if let rangeCap { faults.append(.rangeCap(rangeCap)) }
        if let refused { faults.append(.when(.chance(refused, seed: seed), .status(503))) }
        if let ceiling { faults.append(.when(.moreAnswersThan(ceiling), .status(503))) }
        return faults
    }
}
