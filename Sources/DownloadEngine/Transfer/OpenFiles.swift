import DownloadCore
import Glibc

/// The descriptors that this process may have open, and how many are still free.
///
/// Running out of descriptors fails whatever comes next: a connection, a part file, the ledger. So
/// downloads and connections start only while there is room, and the rest waits for its turn.
package struct OpenFiles {
    /// Descriptors set aside for what is not counted here: the ledger, the log, hooks, name
    /// lookups.
    static let reserve = 64
    /// Descriptors per download: its folder, its part file, and one while it is synced.
    static let ofDownload = 3
    /// Descriptors that a connection may need while it is being opened: its socket, another for the
    /// other address family, a name lookup.
    static let ofLane = 5
    /// The fewest free descriptors with which a process can fetch a file.
    ///
    /// With fewer, Dispatch and Swift's runtime may trap on any thread.
    private static let least = 15
    /// The seconds for which a count stays valid, apart from what was reserved since.
    private static let seconds = 0.1

    /// The most that may be open.
    let limit: Int
    private let countOpen: () -> Int
    private var counted = 0
    private var countedAt = Instant(seconds: -.infinity)
    private var promised = 0

    /// Creates a budget from the process's limit and a way to count open descriptors.
    init(
        limit: Int = OpenFiles.processLimit, countOpen: @escaping () -> Int = OpenFiles.countOpen
    ) {
        self.limit = limit
        self.countOpen = countOpen
    }

    /// Returns the number of idle connections that may stay open.
    static func mostIdle(limit: Int) -> Int { min(max(limit / 8, 4), 1_024) }

    /// Returns the number of descriptors that are free.
    ///
    /// - Parameters:
    ///   - estimate: The most that downloads and connections may hold by now. Far from the limit,
    ///     nothing is counted.
    ///   - time: The moment.
    /// - Returns: The number; `Int.max` far from the limit.
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

    /// Reserves descriptors for what is about to be opened.
    mutating func promise(_ count: Int) { promised += count }

    // MARK: The process

    /// The most descriptors that the process may have open.
    static var processLimit: Int {
        var limits = rlimit()
        guard getrlimit(resource, &limits) == 0 else { return 1_024 }
        return Int(clamping: limits.rlim_cur)
    }

    /// Raises the limit, and checks that the process has the descriptors that it needs in any case.
    ///
    /// Call it first, while there is one thread.
    ///
    /// - Throws: `DownloadError` of kind `.disk` that names the limit.
    package static func prepare() throws(DownloadError) {
        guard processLimit < 64 else { return }
        raiseLimit()
        var opened: [Int32] = []
        defer { for number in opened { close(number) } }
        while opened.count < least {
            let number = open("/dev/null", O_RDONLY | O_CLOEXEC)
            guard number >= 0 else {
                throw DownloadError(
                    .disk,
                    "too many open files: \(least) more are needed than are open at the start, and"
                        + " the limit is \(processLimit) (see ulimit -n)")
            }
            opened.append(number)
        }
    }

    /// Raises the soft limit towards the hard one, as every process may.
    ///
    /// The default is low for the sake of programs that use `select`.
    static func raiseLimit() {
        var limits = rlimit()
        guard getrlimit(resource, &limits) == 0 else { return }
        let wanted = min(limits.rlim_max, 65_536)
        guard limits.rlim_cur < wanted else { return }
        limits.rlim_cur = wanted
        _ = setrlimit(resource, &limits)
    }

    private static var resource: __rlimit_resource_t { __rlimit_resource_t(RLIMIT_NOFILE.rawValue) }

    /// Returns the number of open descriptors; 0 when it is unknown.
    static func countOpen() -> Int {
        guard let folder = opendir("/proc/self/fd") else { return errno == EMFILE ? .max / 2 : 0 }
        defer { closedir(folder) }
        var count = 0
        while readdir(folder) != nil { count += 1 }
        return count
    }
}
