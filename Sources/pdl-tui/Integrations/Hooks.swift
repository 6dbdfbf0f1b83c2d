import Dispatch
import DownloadCore
import DownloadEngine
import Synchronization
import TerminalUI

/// Runs the programs configured for ended downloads (`on-complete`, `on-fail`).
///
/// They run one at a time, in the order in which downloads end, without blocking anything else.
final class Hooks: Sendable {
    /// The configured programs with their arguments.
    private struct Programs {
        var onComplete: [String]
        var onFail: [String]

        init(_ settings: Settings, home: String?) {
            func words(_ words: [String]) -> [String] {
                guard let home, let program = words.first, program.hasPrefix("~/") else {
                    return words
                }
                return [home + program.dropFirst(1)] + words.dropFirst()
            }
            onComplete = words(settings.onComplete)
            onFail = words(settings.onFail)
        }
    }

    private let programs: Mutex<Programs>
    private let destination: ChildProcess.Destination
    private let complain: @Sendable (String) -> Void
    private let queue = DispatchQueue(label: "hooks")
    private let unfinished = Mutex(0)

    /// - Parameters:
    ///   - settings: The settings that name the programs.
    ///   - home: The home directory, which replaces a leading `~` in a program's path.
    ///   - destination: The destination of the programs' output.
    ///   - complain: Takes a one-line message about a program that failed.
    init(
        _ settings: Settings, home: String?, output destination: ChildProcess.Destination,
        complain: @escaping @Sendable (String) -> Void
    ) {
        programs = Mutex(Programs(settings, home: home))
        self.destination = destination
        self.complain = complain
    }

    /// Uses the programs of changed settings from now on.
    func apply(_ settings: Settings, home: String?) {
        programs.withLock { $0 = Programs(settings, home: home) }
    }

    /// Whether no hook is configured.
    var isEmpty: Bool { programs.withLock { $0.onComplete.isEmpty && $0.onFail.isEmpty } }

    /// Whether a hook is running or queued.
    var isBusy: Bool { unfinished.withLock { $0 > 0 } }

    /// Runs the hook for a completed or failed download; ignores other events.
    func run(for event: DownloadNotice) {
        let programs = programs.withLock { $0 }
        let (name, words): (String, [String])
        switch event.kind {
        case .done: (name, words) = ("on-complete", programs.onComplete)
        case .failed: (name, words) = ("on-fail", programs.onFail)
        default: return
        }
        guard let program = words.first else { return }
        let variables = event.hookVariables
        unfinished.withLock { $0 += 1 }
        queue.async { [self] in
            defer { unfinished.withLock { $0 -= 1 } }
            let subject = "\(name): \(Text.visible(program))"
            do throws(SystemError) {
                switch try ChildProcess.run(words, variables: variables, to: destination) {
                case 0: break
                case let code where code > 0: complain("\(subject) exited with code \(code)")
                case let signal: complain("\(subject) was killed by signal \(-signal)")
                }
            } catch {
                complain("\(subject) cannot be run: \(error)")
            }
        }
    }

    /// Waits until all hooks have exited.
    func finish() async {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume() }
        }
    }
}

extension DownloadNotice {
    /// The environment variables for a hook.
    ///
    /// None of them shares its name with the variable of a setting, so that a hook can run pdl-tui.
    var hookVariables: [String: String] {
        var variables = [
            "PDL_URL": url, "PDL_PATH": path, "PDL_NAME": name,
            "PDL_SIZE": String(length ?? received), "PDL_EVENT": "done",
        ]
        if case .failed(let error) = kind {
            variables["PDL_EVENT"] = "failed"
            variables["PDL_ERROR"] = error.cause
            variables["PDL_ERROR_KIND"] = error.kind.rawValue
        }
        // The value of an environment variable ends at its first NUL.
        return variables.mapValues { $0.filter { $0 != "\0" } }
    }
}
