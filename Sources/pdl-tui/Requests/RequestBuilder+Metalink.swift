import DownloadCore
import DownloadEngine
import Glibc
import TerminalUI

extension RequestBuilder {
    /// Returns the requests for a line: one for a URL, or one per file of a local Metalink.
    ///
    /// - Throws: `SettingError` that names the line, the URL or file, and the fault.
    func requests(_ entry: InputLine) throws(SettingError) -> [DownloadRequest] {
        do throws(SettingError) {
            return try requestsOfLine(entry)
        } catch {
            guard let place = entry.place else { throw error }
            throw SettingError(message: "\(place): \(error.message)")
        }
    }

    /// Returns the path of a `file` URL, as desktops pass files; `nil` for any other text.
    private static func localPath(_ url: String) -> String? {
        guard url.utf8.first?.lowercased == UInt8(ascii: "f") else { return nil }
        for prefix in ["file:///", "file://localhost/"] where url.lowercased().hasPrefix(prefix) {
            guard let bytes = strictlyPercentDecoded(url.utf8.dropFirst(prefix.utf8.count - 1)),
                let path = String(validating: bytes, as: UTF8.self), !path.utf8.contains(0)
            else { return nil }
            return path
        }
        return nil
    }

    private func requestsOfLine(_ entry: InputLine) throws(SettingError) -> [DownloadRequest] {
        let name = Self.localPath(entry.url) ?? entry.url
        guard Metalink.isName(name), !name.contains("://") else { return [try request(entry)] }
        let path = absolutePath(name, home: home, base: currentDirectory)
        let link: Metalink
        do throws(DownloadError) {
            link = try Metalink(try Self.content(ofFile: path))
        } catch {
            throw SettingError(
                message: "\(Text.visible(entry.url)): \(Text.visible(error.cause))")
        }
        let single =
            output != nil
            ? "--output"
            : !(mirrors + entry.mirrors).isEmpty
                ? "a mirror" : checksum ?? entry.checksum != nil ? "a checksum" : nil
        if link.files.count > 1, let single {
            throw SettingError(
                message: "\(Text.visible(entry.url)) lists several files, but \(single) applies to"
                    + " a single file")
        }
        var requests: [DownloadRequest] = []
        for file in link.files { requests.append(try request(file, of: entry)) }
        return requests
    }

    private func request(
        _ file: Metalink.File, of entry: InputLine
    ) throws(SettingError) -> DownloadRequest {
        var line = entry
        line.url = file.sources[0]
        var request = try request(line)
        file.fill(&request)
        request.sources += entry.mirrors + mirrors
        if output == nil {
            request.directory = kindFolders.folder(forName: file.name) ?? usualFolder
            file.place(&request)
        }
        return request
    }

    /// Reads at most one byte more than the size limit of a Metalink, which shows that it is
    /// exceeded.
    private static func content(ofFile path: String) throws(DownloadError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw DownloadError(.disk, "\(SystemError(errno))")
        }
        defer { close(descriptor) }
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while content.count <= Metalink.longest {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw DownloadError(.disk, "\(SystemError(errno))")
            }
            if count == 0 { break }
            content += buffer[..<count]
        }
        return content
    }
}
