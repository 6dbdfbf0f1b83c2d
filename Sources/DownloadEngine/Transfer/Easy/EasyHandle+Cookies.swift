import CLibcurl

extension EasyHandle {
    /// Gives the transfer the cookies of a jar, and those of a Netscape cookie file that the jar does
    /// not have.
    func useCookies(of jar: CookieJar, file: String?) {
        // Without a file it switches the cookie engine on.
        set(CURLOPT_COOKIEFILE, file ?? "")
        if file != nil { set(CURLOPT_COOKIELIST, "RELOAD") }
        for line in jar.lines { set(CURLOPT_COOKIELIST, line) }
        firstCookies = file == nil ? jar.lines : cookies
    }

    /// Puts into a jar what the response has changed of the cookies.
    func returnCookies(to jar: inout CookieJar) {
        jar.merge(from: firstCookies, to: cookies)
    }

    /// The cookies that the transfer has now.
    private var cookies: [String] {
        guard let list = pdl_get_list(pointer, CURLINFO_COOKIELIST) else { return [] }
        defer { curl_slist_free_all(list) }
        return sequence(first: list, next: \.pointee.next).map { String(cString: $0.pointee.data) }
    }
}
