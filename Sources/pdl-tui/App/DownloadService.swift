import Dispatch
import DownloadCore
import Foundation
import TerminalUI

/// What the interface needs of the engine.
protocol DownloadService: Sendable {
    /// Does what a person asked for, in the order of the calls.
    func perform(_ intent: Intent) async
    /// The state of everything, again and again; only the newest is kept for a slow reader.
    func snapshots() -> AsyncStream<Snapshot>
    /// Keeps everything and stops.
    func shutdown() async
}
