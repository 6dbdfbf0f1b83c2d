import DownloadCore
import Glibc
import TerminalUI

/// Builds requests from URLs and the effective settings.
struct RequestBuilder: Sendable {
    /// The effective settings.
    var settings: Settings
    /// The default download directory: an absolute path.
    var directory: String
    /// The base directory of relative paths.
    var currentDirectory: String
    /// The home directory, for paths that begin with `~/`.
    var home: String?
    /// Whether the command line names a directory, which overrides the directories by kind.
    var directoryIsGiven: Bool
    /// The file's name or path; only with a single URL.
    var output: String?
    /// Mirrors of the file; only with a single URL.
    var mirrors: [String] = []
    /// The expected digest; only with a single URL.
    var checksum: Checksum?
    /// The source of the digest for files without a given one.
    var digestSource = DigestSource.server
    /// The origin of the login of the settings.
    var loginOrigin = SettingOrigin.builtIn

    /// Returns the request for a line.
    ///
    /// - Throws: `SettingError` that names the URL and the fault.
    func request(_ entry: InputLine) throws(SettingError) -> DownloadRequest {
        var sources: [String] = []
        for source in [entry.url] + entry.mirrors + mirrors { sources.append(try checked(source)) }
        var request = template(directory: folder(of: sources[0]))
        try settleLogin(&request, for: sources[0])
        request.sources = sources
        request.checksum = entry.checksum ?? checksum
        if let output { try place(&request, at: output) }
        return request
    }

    /// Returns the URL in normalized form.
    private func checked(_ source: String) throws(SettingError) -> String {
        do throws(DownloadError) {
            return try SourceURL(source).text
        } catch {
            throw SettingError(message: Text.visible(error.cause))
        }
    }

    /// Returns a request with all common values but no sources.
    func template(directory: String) -> DownloadRequest {
        var request = DownloadRequest(source: "", directory: directory)
        request.digestSource = digestSource
        request.fragments = settings.fragments
        request.onExists = settings.onExists
        request.metalink = settings.metalink
        var transport = settings.transport
        transport.cookieFile = transport.cookieFile.map(absolute)
        transport.certificateAuthority = transport.certificateAuthority.map(absolute)
        transport.clientCertificate = transport.clientCertificate.map(absolute)
        transport.clientKey = transport.clientKey.map(absolute)
        request.transport = transport
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

    /// The directory for files without one by kind: an absolute path.
    var usualFolder: String { settings.directory.map(absolute) ?? directory }

    /// The directories by kind of file: absolute paths; none if a directory was given.
    var kindFolders: KindFolders {
        let isUsed = !directoryIsGiven && !settings.folders.isEmpty
        return KindFolders(isUsed ? settings.folders.mapValues(absolute) : [:])
    }

    /// Rejects an output path that is not a regular file.
    ///
    /// A device or a pipe cannot be written in fragments and renamed into place.
    private func checkOutput(_ path: String, as output: String) throws(SettingError) {
        guard output != "-" else {
            throw SettingError(
                message: "--output -: writing to standard output is not supported; for a file of"
                    + " that name use ./-")
        }
        // With `-o /dev/stdout >file`, a regular file is meant that has another name.
        if OpenFileName.contains(path) {
            throw SettingError(
                message: "--output \(Text.visible(output)) is an open file; give the name of a file"
            )
        }
        var facts = stat()
        guard stat(path, &facts) == 0 else { return }
        switch facts.st_mode & S_IFMT {
        case S_IFREG: return
        case S_IFDIR:
            throw SettingError(
                message: "--output \(Text.visible(output)) is a folder; use -d for folders")
        default:
            throw SettingError(
                message: "--output \(Text.visible(output)) is not a regular file; downloads are"
                    + " written to files only")
        }
    }

    /// Sets directory and name of the file from `output`.
    ///
    /// A path that contains a slash is relative to the download directory only if that was given.
    private func place(_ request: inout DownloadRequest, at output: String) throws(SettingError) {
        let last = output.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        guard !["", ".", ".."].contains(last) else {
            throw SettingError(
                message: "--output \(Text.visible(output)) names a folder; use -d for folders")
        }
        let base = directoryIsGiven || !output.contains("/") ? request.directory : currentDirectory
        let path = absolutePath(output, home: home, base: base)
        try checkOutput(path, as: output)
        guard let slash = path.lastIndex(of: "/") else { return }
        request.name = String(path[path.index(after: slash)...])
        request.directory = slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
