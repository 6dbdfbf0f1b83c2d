import DownloadCore
import Glibc

/// How many files and sockets this process may have open, and how many more there is room for.
///
/// Running out of descriptors fails whatever comes next: a connection, a part file, the ledger. So
/// downloads and connections begin only as long as there is room, and the rest waits for its turn.
struct OpenFiles {
    /// Descriptors that are left for what is not counted here: the ledger, the log, hooks, name
    /// lookups.
    static let reserve = 64
    /// Descriptors that a download takes: its folder, its part file, and one while it is synced.
    static let ofDownload = 3
    /// Descriptors that a connection may take while it is being opened: its socket, another for the
    /// other address family, a name lookup.
    static let ofLane = 5
    /// The seconds for which a count is taken for true, but for what has begun since.
    private static let seconds = 0.1

    /// The most that may be open.
    let limit: Int
    private let countOpen: () -> Int
    private var counted = 0
    private var countedAt = Instant(seconds: -.infinity)
    private var promised = 0

    /// Takes the limit of the process, and a way to count what is open.
    init(
        limit: Int = OpenFiles.processLimit, countOpen: @escaping () -> Int = OpenFiles.countOpen
    ) {
        self.limit = limit
        self.countOpen = countOpen
    }

    /// The connections that may stay open without being used.
    static func mostIdle(limit: Int) -> Int { min(max(limit / 8, 4), 1_024) }

    /// How many descriptors there is room for.
    ///
    /// - Parameters:
    ///   - estimate: what downloads and connections may take at most by now: where that is far from
    ///     the limit, nothing is counted.
    ///   - time: the moment.
    /// - Returns: the number; `Int.max` far from the limit.
    mutating func room(estimate: Int, at time: Instant) -> Int {
        guard estimate + promised > limit / 2 else {
            promised = 0
            return .max
        }
        if time - countedAt > Self.seconds {
            counted = countOpen()
            countedAt = time
            promised = 0
        }
        return max(0, limit - Self.reserve - counted - promised)
    }

    /// Notes what is about to be opened.
    mutating func promise(_ count: Int) { promised += count }

    // MARK: The process

    /// The most descriptors that the process may have open.
    static var processLimit: Int {
        var limits = rlimit()
        guard getrlimit(resource, &limits) == 0 else { return 1_024 }
        return Int(clamping: limits.rlim_cur)
    }

    /// Raises the soft limit towards the hard one, as every process may; it is low by default for
    /// programs that cannot use more.
    static func raiseLimit() {
        var limits = rlimit()
        guard getrlimit(resource, &limits) == 0 else { return }
        let wanted = min(limits.rlim_max, 65_536)
        guard limits.rlim_cur < wanted else { return }
        limits.rlim_cur = wanted
        _ = setrlimit(resource, &limits)
    }

    private static var resource: __rlimit_resource_t { __rlimit_resource_t(RLIMIT_NOFILE.rawValue) }

    /// How many descriptors are open; 0 when that cannot be told.
    static func countOpen() -> Int {
        guard let folder = opendir("/proc/self/fd") else { return errno == EMFILE ? .max / 2 : 0 }
        defer { closedir(folder) }
        var count = 0
        while readdir(folder) != nil { count += 1 }
        return count
    }
}
