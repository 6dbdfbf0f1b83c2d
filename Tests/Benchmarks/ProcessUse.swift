import Foundation
import Harness

/// Reads the resource usage of a process from the kernel (proc(5)).
enum ProcessUse {
    /// Returns its CPU seconds and the voluntary context switches of its threads so far.
    static func of(_ process: pid_t) -> (seconds: Double, waits: Int) {
        let tasks = "/proc/\(process)/task"
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: tasks)) ?? []
        let waits = threads.reduce(0) { sum, thread in
            sum + (status("\(tasks)/\(thread)/status", "voluntary_ctxt_switches") ?? 0)
        }
        return (seconds(of: process), waits)
    }

    /// Returns its CPU seconds so far.
    static func seconds(of process: pid_t) -> Double {
        let stat = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
        let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
        let ticks =
            fields.count > 12 ? (Double(fields[11]) ?? 0) + (Double(fields[12]) ?? 0) : 0
        return ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// Returns the peak resident memory since the program started, in KiB; 0 if it has exited.
    ///
    /// `ru_maxrss` is unsuitable, as it includes the process that started the program.
    static func peakKiB(of process: pid_t) -> Int {
        status("/proc/\(process)/status", "VmHWM") ?? 0
    }

    private static func status(_ path: String, _ name: String) -> Int? {
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix(name + ":") }
        return line?.split { $0 == "\t" || $0 == " " }.dropFirst().first.flatMap { Int($0) }
    }
}

extension PseudoTerminal {
    /// CPU seconds and voluntary context switches of the program so far.
    var use: (seconds: Double, waits: Int) { ProcessUse.of(processID ?? 0) }
}
