import Dispatch
import DownloadCore

/// Decides when a frame is drawn: as the rate allows, and not before the terminal has taken the
/// previous one, since the newest is worth most.
@MainActor
final class FramePacer {
    private let draw: @MainActor () -> Void
    private var isDue = false
    private var isHeld = false
    private var rate = FrameRate()
    private var change: (any DispatchSourceTimer)?

    /// Creates a pacer that calls `draw`, which calls `begin`.
    init(draw: @escaping @MainActor () -> Void) {
        self.draw = draw
    }

    /// Schedules a frame: at once, or when the rate allows it.
    ///
    /// - Parameter isUrgent: Whether it answers the user.
    func schedule(isUrgent: Bool = false) {
        guard isUrgent || !isDue else { return }
        let wait = rate.wait(isUrgent: isUrgent, at: App.now)
        guard wait > 0 else { return draw() }
        guard !isDue else { return }
        isDue = true
        DispatchQueue.main.asyncAfter(deadline: .now() + wait) { [weak self] in
            MainActor.assumeIsolated {
                self?.isDue = false
                self?.draw()
            }
        }
    }

    /// Lets the next frame be drawn without the minimum interval.
    func hurry() { rate = FrameRate() }

    /// Begins a frame.
    ///
    /// - Parameter isBusy: Whether the terminal has not taken the previous one yet.
    /// - Returns: Whether the frame is to be drawn; if not, it is once the terminal is idle.
    func begin(isBusy: Bool) -> Bool {
        isHeld = isBusy
        return !isBusy
    }

    /// Records that the frame has changed the screen.
    func noteFrame() { rate.noteFrame(at: App.now) }

    /// Handles an idle terminal, which takes the next frame.
    func terminalIsIdle() {
        if isHeld { schedule() }
    }

    /// Schedules `tick` for the next timed change of the screen; `nil` when there is none.
    func schedule(change next: Instant?, _ tick: @escaping @MainActor () -> Void) {
        change?.cancel()
        change = nil
        guard let next else { return }
        let timer = DispatchSource.makeTimerSource(queue: .main)
        timer.schedule(deadline: .now() + max(0, next - App.now) + 0.01)
        timer.setEventHandler { MainActor.assumeIsolated { tick() } }
        timer.resume()
        change = timer
    }

    /// Forgets the next timed change.
    func stop() { change?.cancel() }
}
