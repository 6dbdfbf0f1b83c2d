import DownloadCore
import Glibc
import TerminalUI

/// Makes requests from URLs and the settings that hold.
struct RequestBuilder: Sendable {
    /// The settings that hold for every request.
    var settings: Settings
    /// The folder when none is set: an absolute path.
    var directory: String
    /// The folder that relative paths start at.
    var currentDirectory: String
    /// The home folder, for paths that begin with `~/`.
    var home: String?
    /// Whether a folder was given on the command line: then files go nowhere else.
    var directoryIsGiven: Bool
    /// The name or path of the file, when there is one URL.
    var output: String?
    /// More sources of the same file, when there is one URL.
    var mirrors: [String] = []
    /// A digest, when there is one URL.
    var checksum: Checksum?
    /// Where the digest of a file comes from that none is given for.
    var digestSource = DigestSource.server

    /// The request for a URL.
    ///
    /// - Throws: `SettingError` that names the URL and what is wrong with it.
    func request(_ entry: InputLine) throws(SettingError) -> DownloadRequest {
        var sources: [String] = []
        for source in [entry.url] + entry.mirrors + mirrors { sources.append(try checked(source)) }
        var request = template(directory: folder(of: sources[0]))
        request.sources = sources
        request.checksum = entry.checksum ?? checksum
        if let output { try place(&request, at: output) }
        return request
    }

    /// The URL in the form in which it is sent.
    private func checked(_ source: String) throws(SettingError) -> String {
        do throws(DownloadError) {
            return try SourceURL(source).text
        } catch {
            throw SettingError(message: Text.visible(error.cause))
        }
    }

    /// What every request begins with: everything but its sources.
    func template(directory: String) -> DownloadRequest {
        var request = DownloadRequest(source: "", directory: directory)
        request.digestSource = digestSource
        request.fragments = settings.fragments
        request.onExists = settings.onExists
        request.metalink = settings.metalink
        request.transport = settings.transport
        request.transport.cookieFile = settings.transport.cookieFile.map(absolute)
        request.transport.certificateAuthority =
            settings.transport.certificateAuthority.map(absolute)
        request.transport.clientCertificate = settings.transport.clientCertificate.map(absolute)
        request.transport.clientKey = settings.transport.clientKey.map(absolute)
        return request
    }

    private func absolute(_ path: String) -> String {
        absolutePath(path, home: home, base: currentDirectory)
    }

    private func folder(of url: String) -> String {
        let folder =
            output.map { kindFolders.folder(forName: String($0.split(separator: "/").last ?? "")) }
            ?? kindFolders.folder(forURL: url)
        return folder ?? usualFolder
    }

    /// The folder for files that have none by their kind: an absolute path.
    var usualFolder: String { settings.directory.map(absolute) ?? directory }

    /// The folders for files by their kind: absolute paths; none when a folder was given.
    var kindFolders: KindFolders {
        KindFolders(directoryIsGiven ? [:] : settings.folders.mapValues(absolute))
    }

    /// Refuses what is not a file: a device or a pipe cannot be written in fragments and renamed into
    /// place.
    private func checkOutput(_ path: String, as output: String) throws(SettingError) {
        guard output != "-" else {
            throw SettingError(
                message: "--output -: writing to standard output is not supported; for a file of"
                    + " that name use ./-")
        }
        var facts = stat()
        guard stat(path, &facts) == 0 else { return }
        switch facts.st_mode & S_IFMT {
        case S_IFREG: return
        case S_IFDIR:
            throw SettingError(
                message: "--output \(Text.visible(output)) is a folder; for a folder use -d")
        default:
            throw SettingError(
                message: "--output \(Text.visible(output)) is not a regular file; downloads are"
                    + " written to files only")
        }
    }

    /// Puts the file where `output` says: a path with a folder in it is not under the directory
    /// unless it is relative and a directory was given.
    private func place(_ request: inout DownloadRequest, at output: String) throws(SettingError) {
        let last = output.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        guard !["", ".", ".."].contains(last) else {
            throw SettingError(
                message: "--output \(Text.visible(output)) names a folder; for a folder use -d")
        }
        let base = directoryIsGiven || !output.contains("/") ? request.directory : currentDirectory
        let path = absolutePath(output, home: home, base: base)
        try checkOutput(path, as: output)
        guard let slash = path.lastIndex(of: "/") else { return }
        request.name = String(path[path.index(after: slash)...])
        request.directory = slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
