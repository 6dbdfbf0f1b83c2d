import DownloadEngine
import EngineLink

/// A background engine, started by this process, that waits for its state.
struct DaemonProcess {
    /// The timeout in seconds for its start, and for taking over.
    private static let patience = 20

    private let channel: FrameChannel

    /// Starts this program as a background engine, in a session of its own.
    ///
    /// So it survives the end of the terminal.
    ///
    /// - Parameter configuration: The configuration of this process.
    /// - Returns: The process, ready to take over.
    /// - Throws: `LinkError` with the reason when it does not start.
    static func start(_ configuration: ConfigurationChoice) throws -> DaemonProcess {
        var words = ["pdl-tui", "daemon", "--started-by-face"]
        switch configuration {
        case .usual: break
        case .none: words.append("--no-config")
        case .file(let path): words += ["--config", path]
        }
        let process = DaemonProcess(channel: try connected(to: words))
        switch process.channel.receive(DaemonReport.self, within: patience) {
        case .ready: return process
        case .taken: throw LinkError.taken
        case .failed(let reason): throw LinkError.failed(reason)
        case .listening, nil: throw LinkError.failed("the background engine does not start")
        }
    }

    /// Hands over the state, and waits until the engine listens.
    ///
    /// - Parameter parts: The parts of the state.
    /// - Throws: `LinkError` with the reason when it cannot.
    func takeOver(_ parts: [HandOver]) throws(LinkError) {
        guard parts.allSatisfy({ channel.send($0) }) else {
            throw LinkError.failed("the background engine has ended")
        }
        switch channel.receive(DaemonReport.self, within: Self.patience) {
        case .listening: return
        case .taken: throw LinkError.taken
        case .failed(let reason): throw LinkError.failed(reason)
        case .ready, nil: throw LinkError.failed("the background engine does not listen")
        }
    }

    /// Starts this program with one end of a channel as standard input, and returns the other end.
    private static func connected(to words: [String]) throws -> FrameChannel {
        let (ours, its) = try FrameChannel.pair()
        do throws(SystemError) {
            _ = try SpawnedProcess.start(
                .own, words, input: .copy(its.socket.number), in: .session)
        } catch {
            throw LinkError.failed("the background engine cannot be started: \(error)")
        }
        return withExtendedLifetime(its) { ours }
    }
}
