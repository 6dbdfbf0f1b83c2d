/// What to do when the name of the finished file is taken.
public enum ExistingFilePolicy: String, Hashable, Sendable, CaseIterable, Codable {
    /// Use the next free `name (1).ext`.
    case rename
    /// Replace the existing file atomically when the new one is complete.
    case overwrite
    /// Keep the existing file and mark the download as done without fetching.
    case skip
    /// Fail before anything is fetched.
    case fail

    /// Whether nothing is to be fetched if the file exists.
    package var keepsFile: Bool {
        switch self {
        case .rename, .overwrite: false
        case .skip, .fail: true
        }
    }
}
