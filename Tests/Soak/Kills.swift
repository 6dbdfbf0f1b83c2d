import ArgumentParser
import Foundation

/// The command that kills the program repeatedly and checks what remains.
struct Kills: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Kills pdl-tui at random moments and checks that nothing is lost.",
        discussion: """
            Three downloads of eight fragments come from throttled servers. The program is killed \
            (SIGKILL) repeatedly, with varying counts and pauses in between, through `get`, the \
            interface in a terminal, or a background engine and its clients. After each kill, no \
            more than 1 MiB of what the servers have sent since the last one may be missing in the \
            part files, without what the sockets of a killed engine held; at the end every file \
            must be correct.
            """)

    @Option(help: "How often the program is killed.")
    var rounds = 100

    @Option(help: "The seed of everything that is left to chance.")
    var seed: UInt64 = 1

    @Option(help: "Which way the program is used: get, interface, background, or all in turn.")
    var way: Way = .all

    @Option(help: "The program to kill.")
    var program: String?

    /// The way the program is run.
    enum Way: String, ExpressibleByArgument, CaseIterable {
        case get, interface, background, all

        /// The ways of the episodes, in turn.
        var turns: [Way] { self == .all ? [.get, .interface, .background] : [self] }
    }

    func run() async throws {
        var left = rounds
        var number: UInt64 = 0
        var total = Tally()
        while left > 0, number < UInt64(max(rounds, 0)) {
            number += 1
            let way = way.turns[Int(number) % way.turns.count]
            let seed = seed &* 1_000 &+ number
            let tally =
                if way == .background {
                    try await BackgroundEpisode(seed: seed, program: program).run(kills: left)
                } else {
                    try await Episode(
                        seed: seed, usesInterface: way == .interface, program: program
                    ).run(kills: left)
                }
            left -= tally.kills
            total.add(tally)
            print("\(way.rawValue)  \(tally.line)")
            fflush(nil)
        }
        print("together   \(total.line)")
        if !total.isGood || left > 0 { throw ExitCode.failure }
    }
}

/// The result of some rounds.
struct Tally: Sendable {
    /// The number of kills.
    var kills = 0
    /// The number of stop signals.
    var stops = 0
    /// Bytes sent by the servers beyond the size of the files.
    var twice: Int64 = 0
    /// The most bytes sent during one run of the program but missing from its part files.
    var worst: Int64 = 0
    /// The most bytes that sockets held when an engine was killed; `worst` leaves them out.
    var unread: Int64 = 0
    /// The faults in words.
    var wrongs: [String] = []

    /// The maximum for `worst`.
    ///
    /// It includes what sockets held when connections were closed earlier, and what is compared
    /// at the start.
    static let allowed: Int64 = 1 << 20

    /// Whether nothing was lost.
    var isGood: Bool { wrongs.isEmpty && worst <= Tally.allowed }

    /// Adds another tally.
    mutating func add(_ other: Tally) {
        kills += other.kills
        stops += other.stops
        twice += other.twice
        worst = max(worst, other.worst)
        unread = max(unread, other.unread)
        wrongs += other.wrongs
    }

    /// The result on one line.
    var line: String {
        let numbers = [twice, twice / Int64(max(kills, 1)), worst, unread].map {
            String(format: "%.3f MiB", Double($0) / 1_048_576)
        }
        let words = wrongs.isEmpty ? "" : ": " + wrongs.joined(separator: "; ")
        return "\(kills) kills, \(stops) stops, fetched twice \(numbers[0]), \(numbers[1]) a kill,"
            + " \(numbers[2]) at most and \(numbers[3]) in sockets, "
            + (isGood ? "good" : "NOT GOOD") + words
    }
}
