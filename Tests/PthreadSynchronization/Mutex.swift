import Glibc

/// A lock around a value, as `Synchronization.Mutex` is one, made of a lock of pthread.
///
/// ThreadSanitizer does not see the futex of `Synchronization.Mutex` and reports races where there are
/// none. In its build `-module-alias` puts this module in the place of that one; no source file names it.
public struct Mutex<Value: ~Copyable>: ~Copyable, @unchecked Sendable {
    private struct Storage: ~Copyable {
        var lock = pthread_mutex_t()
        var value: Value
    }

    // Unchecked: only the holder of the lock touches the value, and only `deinit` frees it.
    private let storage: UnsafeMutablePointer<Storage>

    /// Creates an open lock around `value`.
    public init(_ value: consuming sending Value) {
        storage = .allocate(capacity: 1)
        storage.initialize(to: Storage(value: value))
        pthread_mutex_init(&storage.pointee.lock, nil)
    }

    deinit {
        pthread_mutex_destroy(&storage.pointee.lock)
        storage.deinitialize(count: 1)
        storage.deallocate()
    }

    /// Calls `body` with the value while the lock is held.
    public borrowing func withLock<Result: ~Copyable, Failure: Error>(
        _ body: (inout sending Value) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        pthread_mutex_lock(&storage.pointee.lock)
        defer { pthread_mutex_unlock(&storage.pointee.lock) }
        return try body(&storage.pointee.value)
    }
}
