import Foundation

/// The machine as a whole.
enum Machine {
    private static let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))

    /// CPU seconds used by all programs together.
    static var busy: Double {
        let text = (try? String(contentsOfFile: "/proc/stat", encoding: .utf8)) ?? ""
        let fields = text.prefix { $0 != "\n" }.split(separator: " ").dropFirst().map {
            Double($0) ?? 0
        }
        guard fields.count > 6 else { return 0 }
        // User, nice, system and interrupts, but not idle and iowait (proc(5)).
        return (fields[0] + fields[1] + fields[2] + fields[5] + fields[6]) / ticks
    }

    /// Waits until the machine is almost idle, for at most `seconds`.
    static func settle(seconds: Double) async throws {
        let end = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < end {
            let before = busy
            try await Task.sleep(for: .milliseconds(250))
            if busy - before < 0.06 { return }
        }
    }

    /// Makes the kernel, and the host of a virtual machine, provide `count` bytes of memory now.
    ///
    /// Otherwise the first tool would bear the cost.
    static func warm(_ count: Int64) {
        guard
            let place = mmap(
                nil, Int(count), PROT_READ | PROT_WRITE,
                MAP_PRIVATE | MAP_ANONYMOUS | Int32(MAP_POPULATE), -1, 0),
            place != MAP_FAILED
        else { return }
        munmap(place, Int(count))
    }

    /// A description of the machine.
    static var description: [String: String] {
        var name = utsname()
        uname(&name)
        let release = withUnsafeBytes(of: name.release) {
            String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
        }
        return [
            "cores": "\(ProcessInfo.processInfo.activeProcessorCount)", "kernel": release,
            "memory": "\(ProcessInfo.processInfo.physicalMemory >> 20) MiB",
        ]
    }
}
