@testable import DownloadCore

/// The effects and events of a simulated download, reduced to two hashes.
///
/// The effects and the log have separate hashes, so that after a rewording of the log the effects
/// are seen to be the same.
struct SimulationTranscript {
    /// The hash of all effects, each with its time.
    private(set) var effects = LineHash()
    /// The hash of every event in the log, each with its time.
    private(set) var log = LineHash()
    /// The lines themselves, if requested.
    private(set) var lines: [String]?
    /// The number of events of the current moment already recorded.
    private var heard = (time: -1.0, count: 0)

    /// Keeps the lines from now on.
    mutating func keepLines() { lines = lines ?? [] }

    /// Records a list of effects and the new events of the log.
    mutating func add(_ list: [Download.Effect], log events: [DownloadEvent], at time: Double) {
        if time != heard.time { heard = (time, 0) }
        let present = events.reversed().prefix { $0.time == time }.count
        for event in events.suffix(max(0, present - heard.count)) { say(event.text, at: time) }
        heard.count = present
        for effect in list {
            let line = "\(time) \(SimulationTranscript.text(effect))"
            effects.add(line)
            lines?.append(line)
        }
    }

    /// Records a line that is not an effect.
    mutating func say(_ text: String, at time: Double) {
        let line = "\(time) - \(text)"
        log.add(line)
        lines?.append(line)
    }

    /// An effect with all of its values; display texts are omitted.
    private static func text(_ effect: Download.Effect) -> String {
        switch effect {
        case .open(_, let order):
            let flags =
                (order.mayUseCredentials ? "h" : "") + (order.decodes ? "d" : "")
                + (order.isFresh ? "f" : "") + (order.ignoresLength ? "i" : "")
            return Story.text(effect)
                + " \(order.source) \(order.redirects) \(order.end) \(flags)"
        case .hostAccepted(let url), .hostRefused(let url, _): return "\(Story.text(effect)) \(url)"
        default: return Story.text(effect)
        }
    }
}

/// A portable, stable hash of lines: FNV-1a over words of 8 bytes.
struct LineHash {
    private var state: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ line: String) {
        var word: UInt64 = 0
        var count: UInt64 = 0
        for byte in line.utf8 {
            word = word << 8 | UInt64(byte)
            count &+= 1
            if count & 7 == 0 { mix(word) }
        }
        mix(word)
        mix(count)
    }

    private mutating func mix(_ word: UInt64) {
        state = (state ^ word) &* 0x0000_0100_0000_01B3
        state ^= state >> 32
    }

    /// The lower 32 bits as hexadecimal digits.
    var text: String {
        let digits = String((state ^ state >> 32) & 0xFFFF_FFFF, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}
