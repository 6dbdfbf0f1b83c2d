import Foundation
import Harness

/// Cleans up when the program is interrupted.
///
/// It kills all child processes and removes the temporary folders, which may occupy gigabytes of
/// memory.
enum Interruption {
    /// Installs the signal handlers.
    static func handle() -> [any DispatchSourceSignal] {
        [SIGINT, SIGTERM, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                for child in children {
                    // Tools lead a process group; other children may not.
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
