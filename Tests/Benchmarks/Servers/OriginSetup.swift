import FaultOrigin
import Foundation

/// The behaviour of a scripted origin, as passed to its process.
///
/// The behaviour of a connection depends only on its number, so that every tool meets the same
/// server.
struct OriginSetup: Codable, Sendable {
    /// A behaviour of every n-th connection.
    struct Some: Codable, Sendable {
        /// The interval: with 4, it applies to the 4th, 8th, and so on.
        var every: Int
        /// Bytes, or bytes per second.
        var bytes: Int64
    }

    /// Connections that end after a random number of bytes in a range.
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
    /// The rate limit of a connection over all its requests, in bytes per second.
    var bytesPerSecond: Int64?
    /// Connections with a lower limit.
    var slow: Some?
    /// Connections that stall.
    var silent: Some?
    /// Connections that end.
    var ends: Ends?
    /// The fraction of requests refused with 503.
    var refused: Double?
    /// The maximum length of a 206.
    var rangeCap: Int64?
    /// The number of concurrent responses beyond which requests are refused with 503.
    var ceiling: Int?
    /// The seed of all random values.
    var seed: UInt64 = 1

    /// The file.
    var body: Body { .pattern(size) }

    /// The faults.
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
