import DownloadCore
import TerminalUI

extension RequestBuilder {
    /// Removes the login of the settings if the URL has its own.
    ///
    /// - Parameters:
    ///   - request: The request with the login of the settings.
    ///   - url: Its URL, in normalized form.
    /// - Throws: `SettingError` if the command line gives a login and so does the URL.
    func settleLogin(
        _ request: inout DownloadRequest, for url: String
    ) throws(SettingError) {
        guard let url = try? SourceURL(url),
            RequestLogin.isGiven(by: url, insteadOf: request.transport)
        else { return }
        if case .commandLine(let option) = loginOrigin {
            throw SettingError(
                message: "\(option) and the user name in the URL cannot be combined:"
                    + " \(Text.visible(url.shown))")
        }
        RequestLogin.remove(from: &request.transport)
    }
}
