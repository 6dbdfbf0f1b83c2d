import DownloadCore

/// What the settings say about the methods.
public struct MethodRules: Hashable, Sendable {
    /// The token that callers must know; never empty.
    public var secret: String
    /// The folders that `dir` and `out` must stay below: absolute paths, at least one.
    ///
    /// The first is the folder for new downloads.
    public var folders: [String]
    /// Whether `aria2.shutdown` and `aria2.forceShutdown` end the program.
    public var allowsShutdown: Bool
    /// The values of a new download that the caller does not set; its sources are ignored.
    public var template: DownloadRequest

    /// Creates rules.
    public init(
        secret: String, folders: [String], allowsShutdown: Bool, template: DownloadRequest
    ) {
        self.secret = secret
        self.folders = folders
        self.allowsShutdown = allowsShutdown
        self.template = template
    }
}
