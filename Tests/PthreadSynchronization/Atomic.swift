/// A value that several threads load and store, as `Synchronization.Atomic` is one.
///
/// It is a lock, so it orders more than the original: ThreadSanitizer misses races that a relaxed
/// ordering would show.
public struct Atomic<Value: BitwiseCopyable & Sendable>: ~Copyable, Sendable {
    /// The orderings that the program asks for.
    public enum Ordering: Sendable {
        case relaxed
    }

    private let value: Mutex<Value>

    /// Creates an atomic value.
    public init(_ value: Value) {
        self.value = Mutex(value)
    }

    /// The value now.
    public borrowing func load(ordering: Ordering) -> Value { value.withLock { $0 } }

    /// Replaces the value.
    public borrowing func store(_ new: Value, ordering: Ordering) {
        value.withLock { $0 = new }
    }
}
