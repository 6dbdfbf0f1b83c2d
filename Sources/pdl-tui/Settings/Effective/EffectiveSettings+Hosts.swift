import DownloadCore

extension EffectiveSettings {
    /// The settings to build requests from.
    ///
    /// Command line and environment override the section of a host, which overrides the rest of the
    /// configuration file. Since `transport` overrides hosts, values from the rest of the file move
    /// to `common`.
    var resolved: Settings {
        var resolved = settings
        resolved.hosts = settings.hosts.mapValues { host in
            var host = host
            if isForThisRun("per-host") { host.connections = nil }
            if isForThisRun("request.user-agent") { host.userAgent = nil }
            if isForThisRun("request.proxy") { host.proxy = nil }
            if hasLoginForThisRun { host.headers.removeAll(where: FieldLine.isLogin) }
            return host
        }
        if !isForThisRun("request.user-agent") {
            resolved.common.userAgent = settings.transport.userAgent
            resolved.transport.userAgent = nil
        }
        if !isForThisRun("request.proxy") {
            resolved.common.proxy = settings.transport.proxy
            resolved.transport.proxy = nil
        }
        resolved.common.headers = headersOfFile
        resolved.transport.headers.removeFirst(headersOfFile.count)
        return resolved
    }

    private var hasLoginForThisRun: Bool {
        loginOrigin.isForThisRun
            || settings.transport.usesNetrc && isForThisRun("request.netrc")
    }

    private func isForThisRun(_ path: String) -> Bool { origin(of: path).isForThisRun }
}

extension SettingOrigin {
    /// Whether the value was given to this run, unlike one of the configuration file.
    fileprivate var isForThisRun: Bool {
        switch self {
        case .environment, .commandLine: true
        case .file, .builtIn: false
        }
    }
}
