/// What an FTP server has said about a file that turned out to be wrong.
package struct FileServerDoubts: Hashable, Sendable {
    /// Whether the length that it announces is wrong.
    package var isLengthWrong = false
    /// The number of transfers that started at the beginning of the file instead of at an offset.
    package var startsOver = 0
}
