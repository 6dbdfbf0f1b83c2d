import Dispatch
import DownloadCore
import DownloadEngine
import Synchronization
import TerminalUI

/// The programs that a person has set for downloads that end (`on-complete`, `on-fail`).
///
/// They run one after the other, in the order in which the downloads end, beside everything else.
final class Hooks: Sendable {
    private let onComplete: [String]
    private let onFail: [String]
    private let destination: ChildProcess.Destination
    private let complain: @Sendable (String) -> Void
    private let queue = DispatchQueue(label: "hooks")
    private let unfinished = Mutex(0)

    /// - Parameters:
    ///   - settings: What to run.
    ///   - home: The home folder, for a program's path that begins with `~/`.
    ///   - destination: Where the programs' output goes.
    ///   - complain: Takes what is to be told of a program that fails: one line.
    init(
        _ settings: Settings, home: String?, output destination: ChildProcess.Destination,
        complain: @escaping @Sendable (String) -> Void
    ) {
        func words(_ words: [String]) -> [String] {
            guard let home, let program = words.first, program.hasPrefix("~/") else { return words }
            return [home + program.dropFirst(1)] + words.dropFirst()
        }
        onComplete = words(settings.onComplete)
        onFail = words(settings.onFail)
        self.destination = destination
        self.complain = complain
    }

    /// Whether there is nothing to run at all.
    var isEmpty: Bool { onComplete.isEmpty && onFail.isEmpty }

    /// Whether a program runs or waits for its turn.
    var isBusy: Bool { unfinished.withLock { $0 > 0 } }

    /// Runs what is set for how a download has ended; for any other event nothing.
    func run(for event: GetEvent) {
        let (name, words): (String, [String])
        switch event.kind {
        case .done: (name, words) = ("on-complete", onComplete)
        case .failed: (name, words) = ("on-fail", onFail)
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
                case let code where code > 0: complain("\(subject) ended with exit code \(code)")
                case let signal: complain("\(subject) was ended by signal \(-signal)")
                }
            } catch {
                complain("\(subject) cannot be run: \(error)")
            }
        }
    }

    /// Waits until all programs have ended.
    func finish() async {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume() }
        }
    }
}

extension GetEvent {
    /// The facts that a hook finds in its environment, by the names of the variables.
    ///
    /// None of them is also the variable of a setting, so that a hook can run this program.
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
        // A variable cannot hold the character that ends it.
        return variables.mapValues { $0.filter { $0 != "\0" } }
    }
}
