@testable import DownloadCore

/// Everything a simulation makes its download do and say, reduced to two hashes.
///
/// The effects and the log have hashes of their own, so that a rewording of the log shows that the
/// effects have stayed the same.
struct SimulationTranscript {
    /// The hash of all effects, each with its time.
    private(set) var effects = LineHash()
    /// The hash of every event in the log, each with its time.
    private(set) var log = LineHash()
    /// The lines themselves, if they are to be kept.
    private(set) var lines: [String]?
    /// The events of the present moment that have been taken in.
    private var heard = (time: -1.0, count: 0)

    /// Keeps the lines from now on.
    mutating func keepLines() { lines = lines ?? [] }

    /// Takes in a list of effects, and the events that the log has gained with it.
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

    /// Takes in a line that is no effect.
    mutating func say(_ text: String, at time: Double) {
        let line = "\(time) - \(text)"
        log.add(line)
        lines?.append(line)
    }

    /// An effect with all that it tells; texts for people are left out.
    private static func text(_ effect: Download.Effect) -> String {
        switch effect {
        case .open(_, let order):
            let flags =
                (order.isAtHome ? "h" : "") + (order.decodes ? "d" : "")
                + (order.isFresh ? "f" : "") + (order.ignoresLength ? "i" : "")
            return Story.text(effect)
                + " \(order.source) \(order.redirects) \(order.end) \(flags)"
        case .hostAccepted(let url), .hostRefused(let url, _): return "\(Story.text(effect)) \(url)"
        default: return Story.text(effect)
        }
    }
}

/// A hash of lines that is the same in every run, on every machine: FNV-1a over words of 8 bytes.
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

    /// 32 bits of it in hexadecimal digits.
    var text: String {
        let digits = String((state ^ state >> 32) & 0xFFFF_FFFF, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}
