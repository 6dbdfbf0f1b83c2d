/// What an FTP server has said of a file that is not so.
package struct FileServerDoubts: Hashable, Sendable {
    /// Whether the length that it announces is wrong.
    package var isLengthWrong = false
    /// How often a transfer has started at the beginning of the file instead of where it was to.
    package var startsOver = 0
}
