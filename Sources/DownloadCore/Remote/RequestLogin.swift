/// Decides between the logins of a request, its URL and its template.
///
/// A login is a user name and password, a bearer token or an `Authorization` field.
package enum RequestLogin {
    /// Removes the login; `~/.netrc` is read as before.
    package static func remove(from options: inout TransportOptions) {
        options.credentials = nil
        options.bearer = nil
        options.headers.removeAll(where: FieldLine.isLogin)
    }

    /// Returns whether a URL has its own login and the options have another that applies to it.
    ///
    /// A URL that only names the user of `credentials` leaves the password to them.
    ///
    /// - Parameters:
    ///   - url: The URL.
    ///   - options: The options of the request.
    /// - Returns: Whether the URL's login replaces that of the options.
    package static func isGiven(by url: SourceURL, insteadOf options: TransportOptions) -> Bool {
        let applies = url.scheme.isHTTP ? options.hasLogin : options.credentials != nil
        guard let user = url.user, applies else { return false }
        guard let credentials = options.credentials, url.password == nil, options.bearer == nil
        else { return true }
        let name = Array(credentials.utf8.prefix { $0 != UInt8(ascii: ":") })
        return strictlyPercentDecoded(user.utf8) != name
    }

    /// Removes the login that comes from a template if the request or its URL has its own.
    ///
    /// - Parameters:
    ///   - template: The options that the request was created with.
    ///   - options: The options of the request.
    ///   - url: The URL of the request.
    package static func replace(
        _ template: TransportOptions, in options: inout TransportOptions, for url: String
    ) {
        guard template.hasLogin else { return }
        var own = options
        if own.credentials == template.credentials { own.credentials = nil }
        if own.bearer == template.bearer { own.bearer = nil }
        own.headers.removeAll { FieldLine.isLogin($0) && template.headers.contains($0) }
        let source = try? SourceURL(url)
        let isGiven = source.map { self.isGiven(by: $0, insteadOf: options) } ?? false
        if own.hasLogin || isGiven { options = own }
    }
}

extension TransportOptions {
    /// Whether a login is given, apart from `~/.netrc`.
    package var hasLogin: Bool {
        credentials != nil || bearer != nil || headers.contains(where: FieldLine.isLogin)
    }
}
