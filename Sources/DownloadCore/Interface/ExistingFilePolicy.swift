/// What to do when the finished file's name is taken.
public enum ExistingFilePolicy: String, Hashable, Sendable, CaseIterable, Codable {
    /// Take the next free `name (1).ext`.
    case rename
    /// Replace the file, in one step, when the new one is whole.
    case overwrite
    /// Leave the file and count the download as done without fetching.
    case skip
    /// Fail before anything is fetched.
    case fail
}
