import DownloadCore
import Testing

/// The cases of the public collection tc2231 (greenbytes.de/tech/tc2231), by their names, with
/// the resulting file name; `nil` where the URL names the file.
private let collection: [(name: String, value: String, fileName: String?)] = [
    ("inlonly", #"inline"#, nil),
    ("inlonlyquoted", #""inline""#, nil),
    ("inlwithasciifilename", #"inline; filename="foo.html""#, "foo.html"),
    ("inlwithfnattach", #"inline; filename="Not an attachment!""#, "Not an attachment!"),
    ("inlwithasciifilenamepdf", #"inline; filename="foo.pdf""#, "foo.pdf"),
    (
        "attwithasciifilename25", #"attachment; filename="0000000000111111111122222""#,
        "0000000000111111111122222"
    ),
    (
        "attwithasciifilename35", #"attachment; filename="00000000001111111111222222222233333""#,
        "00000000001111111111222222222233333"
    ),
    ("attonly", #"attachment"#, nil),
    ("attonlyquoted", #""attachment""#, nil),
    ("attonly403", #"attachment"#, nil),
    ("attonlyucase", #"ATTACHMENT"#, nil),
    ("attwithasciifilename", #"attachment; filename="foo.html""#, "foo.html"),
    ("attwithasciifnescapedchar", #"attachment; filename="f\oo.html""#, "foo.html"),
    (
        "attwithasciifnescapedquote", #"attachment; filename="\"quoting\" tested.html""#,
        #""quoting" tested.html"#
    ),
    (
        "attwithquotedsemicolon", #"attachment; filename="Here's a semicolon;.html""#,
        "Here's a semicolon;.html"
    ),
    ("attwithfilenameandextparam", #"attachment; foo="bar"; filename="foo.html""#, "foo.html"),
    (
        "attwithfilenameandextparamescaped", #"attachment; foo="\"\\";filename="foo.html""#,
        "foo.html"
    ),
    ("attwithasciifilenameucase", #"attachment; FILENAME="foo.html""#, "foo.html"),
    ("attwithasciifilenamenq", #"attachment; filename=foo.html"#, "foo.html"),
    ("attwithtokfncommanq", #"attachment; filename=foo,bar.html"#, "foo,bar.html"),
    ("attwithasciifilenamenqs", #"attachment; filename=foo.html ;"#, "foo.html"),
    ("attemptyparam", #"attachment; ;filename=foo"#, "foo"),
    ("attwithasciifilenamenqws", #"attachment; filename=foo bar.html"#, "foo bar.html"),
    ("attwithfntokensq", #"attachment; filename='foo.bar'"#, "'foo.bar'"),
    ("attwithisofnplain", "attachment; filename=\"foo-\u{e4}.html\"", "foo-ä.html"),
    ("attwithfnrawpctenca", #"attachment; filename="foo-%41.html""#, "foo-%41.html"),
    ("attwithfnusingpct", #"attachment; filename="50%.html""#, "50%.html"),
    ("attwithfnrawpctencaq", #"attachment; filename="foo-%\41.html""#, "foo-%41.html"),
    ("attwithnamepct", #"attachment; name="foo-%41.html""#, nil),
    ("attwithfilenamepctandiso", "attachment; filename=\"\u{e4}-%41.html\"", "ä-%41.html"),
    (
        "attwithfnrawpctenclong", #"attachment; filename="foo-%c3%a4-%e2%82%ac.html""#,
        "foo-%c3%a4-%e2%82%ac.html"
    ),
    ("attwithasciifilenamews1", #"attachment; filename ="foo.html""#, "foo.html"),
    ("attwith2filenames", #"attachment; filename="foo.html"; filename="bar.html""#, "foo.html"),
    ("attfnbrokentoken", #"attachment; filename=foo[1](2).html"#, "foo[1](2).html"),
    ("attfnbrokentokeniso", "attachment; filename=foo-\u{e4}.html", "foo-ä.html"),
    ("attmissingdisposition", #"filename=foo.html"#, "foo.html"),
    ("attmissingdisposition2", #"x=y; filename=foo.html"#, "foo.html"),
    ("attmissingdisposition3", #""foo; filename=bar;baz"; filename=qux"#, "qux"),
    ("attmissingdisposition4", #"filename=foo.html, filename=bar.html"#, "foo.html"),
    ("emptydisposition", #"; filename=foo.html"#, "foo.html"),
    ("doublecolon", #": inline; attachment; filename=foo.html"#, "foo.html"),
    ("attandinline", #"inline; attachment; filename=foo.html"#, "foo.html"),
    ("attandinline2", #"attachment; inline; filename=foo.html"#, "foo.html"),
    ("attbrokenquotedfn", #"attachment; filename="foo.html".txt"#, "foo.html"),
    ("attbrokenquotedfn2", #"attachment; filename="bar"#, "bar"),
    ("attbrokenquotedfn3", #"attachment; filename=foo"bar;baz"qux"#, #"foo"bar"#),
    (
        "attmultinstances",
        #"attachment; filename=foo.html, attachment; filename=bar.html"#, "foo.html"
    ),
    ("attmissingdelim", #"attachment; foo=foo filename=bar"#, nil),
    ("attmissingdelim2", #"attachment; filename=bar foo=foo "#, "bar foo=foo"),
    ("attmissingdelim3", #"attachment filename=bar"#, nil),
    ("attreversed", #"filename=foo.html; attachment"#, "foo.html"),
    ("attconfusedparam", #"attachment; xfilename=foo.html"#, nil),
    ("attabspath", #"attachment; filename="/foo.html""#, "foo.html"),
    ("attabspathwin", #"attachment; filename="\\foo.html""#, "foo.html"),
    ("attcdate", #"attachment; creation-date="Wed, 12 Feb 1997 16:29:51 -0500""#, nil),
    ("attrdate", #"attachment; read-date="Wed, 12 Feb 1997 16:29:51 -0500""#, nil),
    ("attmdate", #"attachment; modification-date="Wed, 12 Feb 1997 16:29:51 -0500""#, nil),
    ("dispext", #"foobar"#, nil),
    ("dispextbadfn", #"attachment; example="filename=example.txt""#, nil),
    ("attwithfn2231iso", #"attachment; filename*=iso-8859-1''foo-%E4.html"#, "foo-ä.html"),
    (
        "attwithfn2231utf8", #"attachment; filename*=UTF-8''foo-%c3%a4-%e2%82%ac.html"#,
        "foo-ä-€.html"
    ),
    ("attwithfn2231noc", #"attachment; filename*=''foo-%c3%a4-%e2%82%ac.html"#, nil),
    (
        "attwithfn2231utf8comp", #"attachment; filename*=UTF-8''foo-a%cc%88.html"#,
        "foo-a\u{308}.html"
    ),
    (
        "attwithfn2231utf8-bad", #"attachment; filename*=iso-8859-1''foo-%c3%a4-%e2%82%ac.html"#,
        "foo-ä-€.html"
    ),
    ("attwithfn2231iso-bad", #"attachment; filename*=utf-8''foo-%E4.html"#, nil),
    ("attwithfn2231ws1", #"attachment; filename *=UTF-8''foo-%c3%a4.html"#, nil),
    ("attwithfn2231ws2", #"attachment; filename*= UTF-8''foo-%c3%a4.html"#, "foo-ä.html"),
    ("attwithfn2231ws3", #"attachment; filename* =UTF-8''foo-%c3%a4.html"#, "foo-ä.html"),
    ("attwithfn2231quot", #"attachment; filename*="UTF-8''foo-%c3%a4.html""#, "foo-ä.html"),
    ("attwithfn2231quot2", #"attachment; filename*="foo%20bar.html""#, nil),
    ("attwithfn2231singleqmissing", #"attachment; filename*=UTF-8'foo-%c3%a4.html"#, nil),
    ("attwithfn2231nbadpct1", #"attachment; filename*=UTF-8''foo%"#, nil),
    ("attwithfn2231nbadpct2", #"attachment; filename*=UTF-8''f%oo.html"#, nil),
    ("attwithfn2231dpct", #"attachment; filename*=UTF-8''A-%2541.html"#, "A-%41.html"),
    ("attwithfn2231abspathdisguised", #"attachment; filename*=UTF-8''%5cfoo.html"#, "foo.html"),
    ("attfncont", #"attachment; filename*0="foo."; filename*1="html""#, nil),
    ("attfncontqs", #"attachment; filename*0="foo"; filename*1="\b\a\r.html""#, nil),
    ("attfncontenc", #"attachment; filename*0*=UTF-8''foo-%c3%a4; filename*1=".html""#, nil),
    ("attfncontlz", #"attachment; filename*0="foo"; filename*01="bar""#, nil),
    ("attfncontnc", #"attachment; filename*0="foo"; filename*2="bar""#, nil),
    ("attfnconts1", #"attachment; filename*1="foo."; filename*2="html""#, nil),
    ("attfncontord", #"attachment; filename*1="bar"; filename*0="foo""#, nil),
    (
        "attfnboth",
        #"attachment; filename="foo-ae.html"; filename*=UTF-8''foo-%c3%a4.html"#, "foo-ä.html"
    ),
    (
        "attfnboth2",
        #"attachment; filename*=UTF-8''foo-%c3%a4.html; filename="foo-ae.html""#, "foo-ä.html"
    ),
    (
        "attfnboth3",
        "attachment; filename*0*=ISO-8859-15''euro-sign%3d%a4;"
            + " filename*=ISO-8859-1''currency-sign%3d%a4", "currency-sign=¤"
    ),
    ("attnewandfn", #"attachment; foobar=x; filename="foo.html""#, "foo.html"),
    (
        "attrfc2047token", #"attachment; filename==?ISO-8859-1?Q?foo-=E4.html?="#,
        "=?ISO-8859-1?Q?foo-=E4.html?="
    ),
    (
        "attrfc2047quoted", #"attachment; filename="=?ISO-8859-1?Q?foo-=E4.html?=""#,
        "=?ISO-8859-1?Q?foo-=E4.html?="
    ),
]

struct ContentDispositionTests {
    /// The resulting name; the URL's is one that no header offers.
    private func named(_ value: [UInt8]) -> String? {
        let name = FileName.fromServer(
            contentDisposition: value, finalURL: "https://host/by-url.bin", originalURL: "")
        return name == "by-url.bin" ? nil : name
    }

    @Test(arguments: collection)
    func `the collection tc2231`(name: String, value: String, fileName: String?) {
        let name = named(Array(value.utf8))
        #expect(name.map { Array($0.utf8) } == fileName.map { Array($0.utf8) })
        if value.unicodeScalars.allSatisfy({ $0.value < 256 }) {
            #expect(named(value.unicodeScalars.map { UInt8($0.value) }) == fileName)
        }
    }

    @Test func `valid UTF-8 is decoded as such`() {
        // attwithutf8fnplain and attfnbrokentokenutf: strictly by RFC 6266 these are Latin-1.
        #expect(named(Array("attachment; filename=\"foo-\u{e4}.html\"".utf8)) == "foo-ä.html")
        #expect(named(Array("attachment; filename=naïve-Ω.txt".utf8)) == "naïve-Ω.txt")
    }

    @Test func `a malformed extended name falls back to the plain one`() {
        for broken in ["UTF-8''%", "koi8-r''%C1", "''x", "x", "UTF-8''", "UTF-8''%ff"] {
            #expect(named(Array("a; filename*=\(broken); filename=b.txt".utf8)) == "b.txt")
        }
    }

    @Test func `a Windows path is cut at its backslashes`() {
        #expect(named(Array(#"a; filename="C:\new\table.txt""#.utf8)) == "table.txt")
        #expect(named(Array(#"a; filename="C:\\new\\table.txt""#.utf8)) == "table.txt")
        #expect(named(Array(#"a; filename=C:\new\table.txt"#.utf8)) == "table.txt")
    }

    @Test func `an empty or unusable name falls back to the URL`() {
        for value in [
            "filename=", "filename=\"\"", "filename=.", "filename=..", "filename=\"///\"",
            "filename=\"a/..\"", "filename=\"\u{202e}\"", "filename=\" \t \"", "filename=\"...\"",
        ] {
            #expect(named(Array("attachment; \(value)".utf8)) == nil)
        }
    }

    @Test func `an oversized value is ignored`() {
        let long = "attachment; filename=" + String(repeating: "a", count: 20_000)
        #expect(named(Array(long.utf8)) == nil)
    }
}
