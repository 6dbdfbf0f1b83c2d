/// A judged response head, kept while the first bytes of its body are gathered.
package struct HeldHead: Hashable, Sendable {
    /// Its judgement.
    var judgement: Judgement
    /// The other facts about the response.
    var facts: HeadFacts

    /// Creates a held head.
    init(_ judgement: Judgement, _ facts: HeadFacts) {
        self.judgement = judgement
        self.facts = facts
    }
}
