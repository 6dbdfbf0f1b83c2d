/// Whether a source is still to be asked for a file that others did not have.
package struct SourceStanding: Hashable, Sendable {
    /// Whether its response was hardly the file, so that the others are asked first.
    package private(set) var isDoubtful = false
    /// Whether it was asked for the whole file alone.
    package private(set) var hadTurn = false

    /// Creates the standing of a source that was not asked.
    package init() {}

    /// Records that its response was hardly the file.
    package mutating func doubted() { isDoubtful = true }

    /// Records that it is asked for the whole file alone.
    package mutating func tookTurn() { hadTurn = true }

    /// Makes it worth another turn.
    package mutating func renewTurn() { hadTurn = false }
}
