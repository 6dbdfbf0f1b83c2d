import Foundation
import Harness

/// What happens when somebody ends the program in the middle: what it has started ends, and its
/// folders, which may hold gigabytes of memory, go.
enum Interruption {
    /// Sees to it from now on.
    static func handle() -> [any DispatchSourceSignal] {
        [SIGINT, SIGTERM, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                for child in children {
                    // A tool leads a group; of another group nothing is known here.
                    kill(-child, SIGKILL)
                    kill(child, SIGKILL)
                }
                TemporaryFolder.removeAll()
                exit(128 + number)
            }
            source.activate()
            return source
        }
    }

    private static var children: [pid_t] {
        let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
        return tasks.flatMap { task in
            let path = "/proc/self/task/\(task)/children"
            let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
            return text.split(separator: " ").compactMap { pid_t($0) }
        }
    }
}
