import CLibcurl
import DownloadCore

extension EasyHandle {
    /// Sets what a request to an FTP or SFTP server needs besides.
    func prepareFile(_ order: LaneOrder) {
        set(CURLOPT_FILETIME, true)
        // A lane leaves in the middle of its file; the connection is of no further use.
        set(CURLOPT_FORBID_REUSE, true)
        guard order.scheme != .sftp else {
            // With a file of known hosts libcurl refuses all that are not in it.
            set(CURLOPT_SSH_KNOWNHOSTS, "/dev/null")
            return
        }
        // One change of folder is one round trip, however deep it is.
        set(CURLOPT_FTP_FILEMETHOD, Int(CURLFTPMETHOD_SINGLECWD.rawValue))
        // Whether the server can begin in the middle is to be known before the file is divided. A
        // lane that does so asks by itself.
        if order.range?.start == 0 { set(commands: ["*REST 0"]) }
    }
}
