/// Whether a source is still to be asked for a file that others did not have.
package struct SourceStanding: Hashable, Sendable {
    /// Why its first response was hardly the file, so that the others are asked first.
    package private(set) var doubt: SourceDoubt?
    /// Whether it was asked for the whole file alone.
    package private(set) var hadTurn = false

    /// Creates the standing of a source that was not asked.
    package init() {}

    /// Records that its response was hardly the file; a later one does not change it.
    package mutating func doubted(_ doubt: SourceDoubt) { self.doubt = self.doubt ?? doubt }

    /// Records that it is asked for the whole file alone.
    package mutating func tookTurn() { hadTurn = true }

    /// Makes it worth another turn.
    package mutating func renewTurn() { hadTurn = false }
}
