import DownloadCore
import DownloadEngine
import TerminalUI

extension CommandSettings {
    /// The maximum length of curl commands in bytes.
    private static let longestCommand = 1 << 20

    /// Returns the requests of curl commands, with everything else from the settings.
    ///
    /// - Parameter file: The file that holds them; `-` for standard input.
    /// - Returns: A request for each of their URLs.
    /// - Throws: `SettingError` for anything but curl commands that a download can perform.
    func requests(curl file: String) throws(SettingError) -> [DownloadRequest] {
        let place = "--curl \(Text.visible(file))"
        let path =
            file == "-"
            ? "/dev/stdin"
            : absolutePath(
                file, home: paths.home, base: builder.currentDirectory)
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try fileBytes(path, limit: Self.longestCommand)
        } catch {
            throw SettingError(message: "\(place): \(error)")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw SettingError(message: "\(place): the command is not valid UTF-8")
        }
        do throws(CurlCommand.Problem) {
            let results = try CurlCommand.results(
                from: text, template: builder.template(directory: directory))
            var omitted: [String] = []
            for text in results.flatMap(\.omitted) where !omitted.contains(text) {
                omitted.append(text)
                Output.standardError.write("pdl-tui: \(place): \(Text.visible(text)) is ignored\n")
            }
            return results.flatMap(requests)
        } catch {
            throw SettingError(message: "\(place): \(Text.visible(error.description))")
        }
    }

    private func requests(_ result: CurlCommand.Result) -> [DownloadRequest] {
        result.urls.map { url in
            var request = result.request
            request.sources = [url]
            RequestLogin.replace(builder.settings.transport, in: &request.transport, for: url)
            if let folder = builder.kindFolders.folder(forURL: url), request.directory == directory
            {
                request.directory = folder
            }
            return request
        }
    }
}
