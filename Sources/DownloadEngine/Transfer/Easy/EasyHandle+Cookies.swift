import CLibcurl

extension EasyHandle {
    /// Passes a jar's cookies to the transfer, and those of a Netscape cookie file that the jar
    /// lacks.
    func useCookies(of jar: CookieJar, file: String?) {
        // Without a file, this enables the cookie engine.
        set(CURLOPT_COOKIEFILE, file ?? "")
        if file != nil { set(CURLOPT_COOKIELIST, "RELOAD") }
        for line in jar.lines { set(CURLOPT_COOKIELIST, line) }
        firstCookies = file == nil ? jar.lines : cookies
    }

    /// Merges the response's changes to the cookies into a jar.
    func returnCookies(to jar: inout CookieJar) {
        jar.merge(from: firstCookies, to: cookies)
    }

    /// The transfer's current cookies.
    private var cookies: [String] {
        guard let list = pdl_get_list(pointer, CURLINFO_COOKIELIST) else { return [] }
        defer { curl_slist_free_all(list) }
        return sequence(first: list, next: \.pointee.next).map { String(cString: $0.pointee.data) }
    }
}
