import DownloadCore
import RemoteControl
import TerminalUI

/// Runs the RPC in front of an engine, as the settings say.
actor RemoteListener {
    private var server: RemoteServer?
    private var rules: RemoteRules?
    /// Whether it listens; `nil` if it is switched off.
    private(set) var state: RemoteAccess?
    private var hasEnded = false
    private let stop: @Sendable () -> Void

    /// - Parameter stop: Ends the program, for a client that may do so.
    init(stop: @escaping @Sendable () -> Void) {
        self.stop = stop
    }

    /// Starts, restarts or stops the RPC, if the settings have changed.
    ///
    /// A fault stops nothing else: it is reported in the result and in the log.
    ///
    /// - Parameters:
    ///   - command: The settings.
    ///   - service: The engine.
    /// - Returns: Whether it listens; `nil` if it is switched off.
    func apply(_ command: CommandSettings, to service: any DownloadService) async -> RemoteAccess? {
        let log = command.paths.log.map(LogFile.init)
        do {
            let wanted = try rules(command)
            guard !hasEnded, wanted != rules || server == nil else { return state }
            await server?.stop()
            (server, rules, state) = (nil, nil, nil)
            guard let wanted, !hasEnded else { return nil }
            let links = FolderLinks(wanted.methods.folders)
            let methods = MethodService(
                service, rules: wanted.methods, leadsOut: { await links.leadOut($0) },
                shutdown: stop)
            let server = try await RemoteServer.start(wanted.transport, answerer: methods) {
                log?.note($0, time: wallClock())
            }
            guard !hasEnded else {
                await server.stop()
                return nil
            }
            (self.server, rules) = (server, wanted)
            state = .listening(wanted.transport.address.text)
        } catch {
            await server?.stop()
            server = nil
            let reason = (error as? SettingError)?.message ?? "\(error)"
            log?.note("RPC: \(reason)", time: wallClock())
            state = .failed(reason)
        }
        return state
    }

    private func rules(_ command: CommandSettings) throws(SettingError) -> RemoteRules? {
        guard var rules = try command.remoteRules() else { return nil }
        if rules.methods.secret.isEmpty, let path = command.paths.secret {
            rules.methods.secret = try RemoteSecret(path: path).readOrMake()
        }
        return rules
    }

    /// Stops the RPC for good.
    func end() async {
        hasEnded = true
        await server?.stop()
        server = nil
    }
}
