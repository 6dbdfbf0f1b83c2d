/// A head that has been judged, while the first bytes of its body are gathered.
package struct HeldHead: Hashable, Sendable {
    /// What it means.
    var judgement: Judgement
    /// What else is known of the response.
    var facts: HeadFacts
}
