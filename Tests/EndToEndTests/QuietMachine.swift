import Testing

/// Suites that need the machine to themselves: they measure rates, start so much that other tests
/// would miss their turns, or block a thread of the tests while they read a terminal.
///
/// They run one after the other, and `Resources/test` runs them in a phase of their own.
@Suite(.serialized) enum QuietMachine {}
