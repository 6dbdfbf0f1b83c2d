import Testing

@testable import DownloadCore

struct SecondSchemeTests {
    @Test(arguments: [
        ("https://http://H/x", "http://H/x"), ("http://https://H/x?a=1#b", "https://H/x?a=1#b"),
        ("http://http://H", "http://H"), ("https://https//H", "https://H"),
        ("http://https//H/x", "https://H/x"), ("HTTP://Https://H/x", "https://H/x"),
        ("http://ftp://H/x", "ftp://H/x"), ("sftp://ftps://H/x", "ftps://H/x"),
        ("ftp://ftp://H/x", "ftp://H/x"), ("ftp://http//H/x", "http://H/x"),
        ("https://sftp//H/x", "sftp://H/x"), ("https://http:/H/x", "http://H/x"),
        ("https://http:///H/x", "http://H/x"), ("https://http:\\\\H\\x", "http://H/x"),
        ("https://https\\\\H\\x", "https://H/x"), ("https://htp://H/x", "http://H/x"),
        ("https://http//https://H/x", "https://H/x"),
        ("http://http://https//H:8080/x", "https://H:8080/x"),
        ("https://http://u:p@H/x", "http://H/x"), ("https://u:p@http://H/x", "http://H/x"),
        ("https://http://[::1]:80/x", "http://[::1]:80/x"), (" https://http://H/x\n", "http://H/x"),
    ])
    func `a URL after a second scheme is refused, and suggested`(_ text: String, _ right: String) {
        #expect(SourceURL(plain: text) == nil)
        #expect(
            throws: DownloadError(
                .badURL, "invalid URL: it has two schemes; did you mean \(right)?")
        ) { try SourceURL(text) }
        #expect((try? SourceURL(right)) != nil)
    }

    @Test(arguments: [
        "https://http://", "https://https//", "http://ftp://H/", "https://http://H:0/x",
        "https://http://a b/", "https://http://H/pkg@1.2.tgz", "https://http://joe:Pass/word@H/x",
    ])
    func `nothing is suggested that is not a URL, or not the one meant`(_ text: String) {
        #expect(throws: DownloadError(.badURL, "invalid URL: it has two schemes")) {
            try SourceURL(text)
        }
    }

    @Test(arguments: [
        ("http:http://H/x", "http://H/x"), ("http:https//H/x", "https://H/x"),
        ("https:/http://H/x", "http://H/x"), ("http:/ftp://H/x", "ftp://H/x"),
        ("htp://https//H/x", "https://H/x"), ("http//https//H/x", "https://H/x"),
    ])
    func `the inner URL is suggested after a mistyped scheme, too`(_ text: String, _ right: String)
    {
        let error = #expect(throws: DownloadError.self) { try SourceURL(text) }
        #expect(error?.cause.hasSuffix("; did you mean \(right)?") == true, "\(error?.cause ?? "")")
    }

    @Test(arguments: [
        ("http://http/x", "http://http/x"), ("http://http:80/x", "http://http/x"),
        ("http://http:8080//x", "http://http:8080//x"), ("https://http", "https://http/"),
        ("http://ftp/pub", "http://ftp/pub"),
        ("http://https.example//x", "http://https.example//x"),
        ("http://u:p@http/x", "http://u:p@http/x"), ("http://http:p@h//x", "http://http:p@h//x"),
        ("ftp://ftp//pub/x", "ftp://ftp//pub/x"), ("sftp://ftp//pub/x", "sftp://ftp//pub/x"),
        ("http://h//x", "http://h//x"), ("http://h:/x", "http://h/x"),
        ("http://h/http://g/x", "http://h/http://g/x"), ("http://h?http://g", "http://h/?http://g"),
        ("http://http./x", "http://http./x"), ("http://http.//x", "http://http.//x"),
    ])
    func `a host may be named like a scheme`(_ text: String, _ sent: String) throws {
        #expect(try SourceURL(text).text == sent)
        #expect(try SourceURL(sent) == SourceURL(text))
    }

    @Test(arguments: ["http://http:80//x", "http://http/.//x", "ftp://http:21//x"])
    func `the default port is written where a second scheme would be read without it`(
        _ text: String
    ) throws {
        let url = try SourceURL(text)
        #expect(url.text.hasSuffix("\(url.host):\(url.scheme.defaultPort)//x"))
        #expect(try SourceURL(url.text) == url)
        #expect(try SourceURL(url.redacted) == url)
    }

    @Test func `a redirect to a second scheme is not followed`() {
        let base = "https://h/a"
        #expect(RedirectTarget.resolve("http://https://h/x".utf8, from: base) == nil)
        #expect(RedirectTarget.resolve("//http//h/x".utf8, from: base) == nil)
        #expect(
            RedirectTarget.resolve("b".utf8, from: "http://http:80//a") == "http://http:80//b")
    }
}
