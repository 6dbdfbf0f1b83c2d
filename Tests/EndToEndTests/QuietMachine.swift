import Testing

/// Suites that need the machine to themselves: they measure rates, or start so much that other
/// tests would miss their turns.
///
/// They run one after the other, and `Resources/test` runs them in a phase of their own.
@Suite(.serialized) enum QuietMachine {}
