import Testing

/// Suites that require an idle machine: they measure rates, or start so much that other
/// tests would time out.
///
/// They run one after the other, and `Resources/test` runs them in a phase of their own.
@Suite(.serialized) enum QuietMachine {}
