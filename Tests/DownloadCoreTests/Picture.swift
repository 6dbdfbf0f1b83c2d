@testable import DownloadCore

extension Plan {
    /// The plan as text, one character for each byte.
    ///
    /// `#` is received and unassigned, `.` is missing and unassigned; a fragment's bytes are the
    /// letter of its number, in upper case when received. Of a file without a known length, the
    /// bytes up to two after the last received one, and then `~`.
    var picture: String {
        let end = length ?? (covered.ranges.last?.end ?? 0) + 2
        var characters = Array(repeating: Character("?"), count: Int(end))
        func draw(_ range: ByteRange, _ character: Character) {
            for position in range.start..<min(range.end, end) {
                let isFree = characters[Int(position)] == "?"
                characters[Int(position)] = isFree ? character : "!"
            }
        }
        for range in finished.ranges { draw(range, "#") }
        for range in pool.ranges { draw(range, ".") }
        for fragment in fragments {
            let letter = Plan.letter(fragment.number)
            draw(fragment.covered, Character(letter.uppercased()))
            draw(fragment.missing, letter)
        }
        return String(characters) + (length == nil ? "~" : "")
    }

    /// The letter of a fragment: `a` for 1.
    static func letter(_ number: Int) -> Character {
        Character(UnicodeScalar(UInt8(96 + (number - 1) % 26 + 1)))
    }

    /// A plan in which the bytes drawn as `#` are received and those drawn as `.` are missing.
    init(_ picture: String, minimumPiece: Int64 = 1) {
        let covered = picture.enumerated().filter { $1 == "#" }
            .map { ByteRange(Int64($0.offset), Int64($0.offset) + 1) }
        self.init(
            length: Int64(picture.count), covered: ByteRangeSet(covered),
            minimumPiece: minimumPiece)
    }

    /// Gives the fragment with this letter a lane of its number and a speed.
    mutating func run(_ letter: Character, at rate: Double? = nil) {
        let number = Plan.number(letter)
        self[number]?.work = .active(LaneID(number))
        self[number]?.rate = rate
    }

    /// Delivers this many bytes of a fragment.
    mutating func fetch(_ letter: Character, _ count: Int64) {
        let number = Plan.number(letter)
        guard let cursor = self[number]?.cursor else { return }
        if advance(number, to: cursor + count) { self[number]?.work = .done }
    }

    /// The number of the fragment with this letter.
    static func number(_ letter: Character) -> Int {
        Int(letter.asciiValue ?? 97) - 96
    }
}
