import Dispatch
import DownloadCore
import Foundation
import TerminalUI

/// Reads the terminal and handles signals.
extension App {
    /// Listens to the terminal and to signals from now on.
    ///
    /// - Throws: `DownloadError` when no descriptors are left.
    func listen() throws(DownloadError) {
        let input = DispatchSource.makeReadSource(fileDescriptor: STDIN_FILENO, queue: .main)
        input.setEventHandler { [weak self] in
            MainActor.assumeIsolated { self?.readInput() }
        }
        input.resume()
        self.input = input
        try on(SIGTSTP) { $0.suspend() }
        // If `suspend` has come back already, this is the same continuation.
        try on(SIGCONT) { if App.now - $0.lastReturn > 0.2 { $0.comeBack() } }
        try on(SIGWINCH) { $0.measure() }
        signal(SIGPIPE, SIG_IGN)
    }

    private func on(
        _ number: Int32, _ act: @escaping @MainActor (App) -> Void
    ) throws(DownloadError) {
        signals.append(
            try SignalSource(number, on: .main) { [weak self] in
                MainActor.assumeIsolated {
                    if let self { act(self) }
                }
            })
    }

    private func readInput() {
        let events = terminal.read(at: App.now.seconds)
        if terminal.isLost { return end(App.interrupted, engine.hangUp) }
        if painter.note(lightBackground: terminal.saysLight) { frames.schedule() }
        for event in events { handle(event) }
    }

    private func measure() {
        let size = terminal.size
        handle(.resize(columns: size.columns, rows: size.rows))
    }

    /// Suspends the process group until the shell continues it.
    func suspend() {
        isAway = true
        terminal.restore()
        signal(SIGTSTP, SIG_DFL)
        kill(0, SIGTSTP)
        // Without a job-control shell the process group is not stopped: the screen comes back.
        DispatchQueue.main.asyncAfter(deadline: .now() + 0.05) { [weak self] in
            MainActor.assumeIsolated {
                if let self, self.isAway { self.comeBack() }
            }
        }
    }

    private func comeBack() {
        isAway = false
        lastReturn = App.now
        for source in signals { source.resume() }
        terminal.resume()
        painter.forget()
        messages.forget()
        measure()
    }
}
