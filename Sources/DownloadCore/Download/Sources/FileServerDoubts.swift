/// What an FTP server has said about a file that turned out to be wrong (RFC 3659, SIZE and REST).
package struct FileServerDoubts: Hashable, Sendable {
    /// The maximum number of restarts from zero while other lanes start where they should.
    private static let mostRestarts = 3

    /// Whether the length that it announces is wrong.
    package internal(set) var isLengthWrong = false
    /// The number of transfers that started at the beginning of the file instead of at an offset.
    package private(set) var restarts = 0

    /// Creates a record of a server that was right so far.
    package init() {}

    /// The log text for a server that ignores REST.
    static let startedOver =
        "the server accepts REST but sends the file from its beginning"

    /// Returns the log text for a response longer than announced.
    static func tooLong(_ length: Int64) -> String {
        "the server sent more than the \(length) bytes that it announced"
    }

    /// Records a transfer that started at the beginning of the file.
    ///
    /// - Parameter others: Whether other lanes have started where they should.
    /// - Returns: Whether to retry: other servers behind the same name may do better.
    package mutating func restarted(others: Bool) -> Bool {
        restarts += 1
        return others && restarts < Self.mostRestarts
    }
}
