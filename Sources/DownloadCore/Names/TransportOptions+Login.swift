/// The login of a request: a user name and password, a bearer token or an `Authorization` field.
extension TransportOptions {
    /// Whether a login is given, apart from `~/.netrc`.
    package var hasLogin: Bool {
        credentials != nil || bearer != nil || headers.contains(where: FieldLine.isLogin)
    }

    /// Removes the login; `~/.netrc` is read as before.
    package mutating func removeLogin() {
        credentials = nil
        bearer = nil
        headers.removeAll(where: FieldLine.isLogin)
    }

    /// Returns whether a URL has its own login and these options another that applies to its scheme.
    ///
    /// A URL that only names the user of `credentials` leaves the password to them.
    package func yields(to url: SourceURL) -> Bool {
        guard let user = url.user, url.scheme.isHTTP ? hasLogin : credentials != nil else {
            return false
        }
        guard let credentials, url.password == nil, bearer == nil else { return true }
        let name = Array(credentials.utf8.prefix { $0 != UInt8(ascii: ":") })
        return strictlyPercentDecoded(user.utf8) != name
    }

    /// Removes the login that comes from a template if the request or its URL has its own.
    ///
    /// - Parameters:
    ///   - template: The options that the request was created with.
    ///   - url: The URL of the request.
    package mutating func replaceLogin(of template: TransportOptions, for url: String) {
        guard template.hasLogin else { return }
        var own = self
        if own.credentials == template.credentials { own.credentials = nil }
        if own.bearer == template.bearer { own.bearer = nil }
        own.headers.removeAll { FieldLine.isLogin($0) && template.headers.contains($0) }
        let source = try? SourceURL(url)
        if own.hasLogin || source.map(yields) == true { self = own }
    }
}
