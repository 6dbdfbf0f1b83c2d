import Testing

/// Suites that require an idle machine: they measure rates, start so much that other tests
/// would time out, or block a thread of the tests while they read a terminal.
///
/// They run one after the other, and `Resources/test` runs them in a phase of their own.
@Suite(.serialized) enum QuietMachine {}
