import Foundation

/// The processes of this machine, read from `/proc`.
enum ProcessTree {
    /// Kills a program and all its descendants.
    static func kill(_ program: Program) {
        let all = descendants(of: program.processID)
        program.signal(SIGKILL)
        for number in all { Foundation.kill(number, SIGKILL) }
    }

    /// Returns the descendants of a process.
    private static func descendants(of parent: pid_t) -> [pid_t] {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        var children: [pid_t: [pid_t]] = [:]
        for number in all.compactMap({ pid_t($0) }) {
            // "PID (NAME) STATE PARENT": the name may contain anything, so the last parenthesis
            // ends it.
            guard let stat = try? String(contentsOfFile: "/proc/\(number)/stat", encoding: .utf8),
                let end = stat.lastIndex(of: ")")
            else { continue }
            let words = stat[end...].split(separator: " ")
            guard words.count > 2, let parent = pid_t(words[2]) else { continue }
            children[parent, default: []].append(number)
        }
        var found: [pid_t] = []
        var open = [parent]
        while let next = open.popLast() {
            found += children[next] ?? []
            open += children[next] ?? []
        }
        return found
    }
}
