import DownloadCore
import DownloadEngine
import Glibc

extension Settings {
    /// Returns the engine configuration for these settings.
    ///
    /// - Parameters:
    ///   - directory: The directory of new downloads: an absolute path.
    ///   - ledger: The ledger file; `nil` for none.
    /// - Returns: The configuration.
    func engineConfiguration(directory: String, ledger: String?) -> EngineConfiguration {
        var configuration = EngineConfiguration()
        configuration.activeDownloads = active
        if let perHost {
            configuration.connectionsPerHost = perHost
            configuration.isPerHostStrict = true
        }
        configuration.retries = retries
        configuration.limit = schedule.isEmpty ? limit : limit(at: minuteOfDay())
        configuration.slowLimit = slowLimit
        configuration.stallTimeout = timeout
        configuration.connectTimeout = connectTimeout
        configuration.fileTime = fileTime
        configuration.ledgerPath = ledger
        configuration.defaultDirectory = directory
        configuration.userAgent = common.userAgent ?? configuration.userAgent
        configuration.headers = common.headers
        configuration.proxy = common.proxy
        configuration.hosts = hosts.mapValues { host in
            var options = HostOptions()
            options.connections = host.connections
            options.headers = host.headers
            options.userAgent = host.userAgent
            options.proxy = host.proxy
            options.hostKey = host.hostKey
            options.limit = host.limit
            return options
        }
        return configuration
    }
}

/// Returns the minute of the local day, 0 to 1439.
func minuteOfDay() -> Int {
    var now = time(nil)
    var parts = tm()
    localtime_r(&now, &parts)
    return Int(parts.tm_hour) * 60 + Int(parts.tm_min)
}
