import DownloadCore
import DownloadEngine
import TerminalUI

extension CommandSettings {
    /// The maximum length of a curl command in bytes.
    private static let longestCommand = 1 << 20

    /// Returns the requests of a curl command, with everything else from the settings.
    ///
    /// - Parameter file: The file that holds it; `-` for standard input.
    /// - Returns: A request for each of its URLs.
    /// - Throws: `SettingError` for anything but a curl command that a download can perform.
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
            let result = try CurlCommand.result(
                from: text, template: builder.template(directory: directory))
            for option in result.omitted {
                Output.standardError.write(
                    "pdl-tui: \(place): \(Text.visible(option)) is ignored\n")
            }
            var requests: [DownloadRequest] = []
            for url in result.urls {
                var request = result.request
                request.sources = [url]
                if let folder = builder.kindFolders.folder(forURL: url),
                    request.directory == directory
                {
                    request.directory = folder
                }
                requests.append(request)
            }
            return requests
        } catch {
            throw SettingError(message: "\(place): \(Text.visible(error.description))")
        }
    }
}
