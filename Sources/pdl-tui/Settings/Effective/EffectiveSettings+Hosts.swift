import DownloadCore

extension EffectiveSettings {
    /// The settings as requests are made with them: what was said for this run goes before the
    /// section of a host, and that before what the configuration file says for all.
    ///
    /// What the file says for all leaves `transport`, which goes before the hosts, for `common`.
    var resolved: Settings {
        var resolved = settings
        if isForThisRun("per-host") { resolved.changeHosts { $0.connections = nil } }
        if isForThisRun("request.user-agent") {
            resolved.changeHosts { $0.userAgent = nil }
        } else {
            resolved.common.userAgent = settings.transport.userAgent
            resolved.transport.userAgent = nil
        }
        if isForThisRun("request.proxy") {
            resolved.changeHosts { $0.proxy = nil }
        } else {
            resolved.common.proxy = settings.transport.proxy
            resolved.transport.proxy = nil
        }
        resolved.common.headers = headersOfFile
        resolved.transport.headers.removeFirst(headersOfFile.count)
        return resolved
    }

    private func isForThisRun(_ path: String) -> Bool {
        switch origin(of: path) {
        case .environment, .commandLine: true
        case .file, .builtIn: false
        }
    }
}

extension Settings {
    fileprivate mutating func changeHosts(_ change: (inout HostSettings) -> Void) {
        for host in hosts.keys { change(&hosts[host, default: HostSettings()]) }
    }
}
