import Glibc
import Synchronization

/// A descriptor held in reserve, so that a process that has no others left can still report it.
final class SpareDescriptor: Sendable {
    private let number: Mutex<Int32>

    init() { number = Mutex(Self.open()) }

    deinit {
        let number = number.withLock { $0 }
        if number >= 0 { close(number) }
    }

    /// Releases the descriptor while `body` runs.
    func lend<Result>(to body: () -> Result) -> Result {
        number.withLock { number in
            if number >= 0 { close(number) }
            defer { number = Self.open() }
            return body()
        }
    }

    private static func open() -> Int32 { Glibc.open("/dev/null", O_RDONLY | O_CLOEXEC) }
}
