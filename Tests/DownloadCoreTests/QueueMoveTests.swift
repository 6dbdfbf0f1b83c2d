import Testing

@testable import DownloadCore

/// Moves in a queue, as pictures: capitals are moved.
struct QueueMoveTests {
    private func moved(_ picture: String, by step: Int) -> (String, Range<Int>) {
        var queue = Array(picture)
        let places = queue.indices.filter { queue[$0].isUppercase }
        let changed = QueueMove.apply(
            step, to: &queue, from: step < 0 ? places : places.reversed(), \.isUppercase)
        for place in queue.indices where !changed.contains(place) {
            #expect(queue[place] == Array(picture)[place])
        }
        return (String(queue), changed)
    }

    @Test(arguments: [
        ("aBcd", 1, "acBd"), ("aBcd", -1, "Bacd"), ("Abcd", -1, "Abcd"), ("abcD", 1, "abcD"),
        ("aBCd", 1, "adBC"), ("aBCd", -1, "BCad"), ("ABcd", -1, "ABcd"), ("abCD", 1, "abCD"),
        ("AbCd", -1, "ACbd"), ("aBcD", 1, "acBD"), ("aBcDe", 1, "acBeD"), ("", 1, ""),
        ("ABC", 1, "ABC"), ("aBcde", 2, "acdBe"), ("abcDE", -2, "aDEbc"), ("aBcde", 9, "acdeB"),
        ("abcDE", -9, "DEabc"),
    ])
    func `moved downloads keep their order and stop at the ends`(
        _ before: String, _ step: Int, _ after: String
    ) {
        #expect(moved(before, by: step).0 == after)
    }

    @Test func `a move by one place changes two places`() {
        let long = String(repeating: "a", count: 500) + "B" + String(repeating: "c", count: 500)
        #expect(moved(long, by: 1).1 == 500..<502)
        #expect(moved(long, by: -1).1 == 499..<501)
        #expect(moved("Ab", by: -1).1.isEmpty)
    }
}
