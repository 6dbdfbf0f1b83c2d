import DownloadCore
import Testing

@testable import TerminalUI

/// The form that adds and edits downloads.
struct FormTests {
    @Test func `a kind of file is saved to its folder unless the form's is changed`() {
        var model = Sample.model(100, 30)
        model.options.folders = KindFolders(["videos": "/home/ada/Videos", ".tar.gz": "/backup"])
        let urls = "https://a.example/f.mp4?x=.zip https://a.example/b.TAR.GZ https://a.example/c"
        func folders(_ effects: [Effect]) -> [String] {
            guard case .perform(.add(let requests)) = effects.first else { return [] }
            return requests.map(\.directory)
        }
        let usual = "/home/ada/files"
        let kinds = ["/home/ada/Videos", "/backup", usual]
        #expect(model.update(.paste(urls), at: model.now) == [])
        #expect(folders(model.press("Enter")) == kinds)
        model.press("a")
        _ = model.update(.paste(urls), at: model.now)
        // It is shown before anything is added.
        #expect(
            View.screen(model).picture.contains("by kind: /home/ada/Videos, /backup; 1 of 3 here"))
        #expect(folders(model.press("Enter")) == kinds)
        model.press("a")
        model.type("https://a.example/f.mp4")
        model.press("Tab", "Tab")
        model.type("f.iso")
        #expect(folders(model.press("Enter")) == [usual])
        // Typed text is kept, and an edited download keeps its folder.
        model.press("a")
        model.type("https://a.example/f.mp4")
        model.press("Tab")
        model.type("/x")
        #expect(folders(model.press("Enter")) == [usual + "/x"])
    }

    @Test(
        arguments: [
            ("https://a.example/f", .headers, "", "t", nil),
            ("https://u:p@a.example/f", .headers, "", nil, nil),
            ("https://a.example/f", .credentials, "n:p", nil, "n:p"),
            ("https://a.example/f", .headers, "Authorization: Basic eDp5", nil, nil),
        ] as [(String, DownloadForm.Item, String, String?, String?)])
    func `a login in the form or the URL replaces that of the configuration`(
        _ url: String, _ item: DownloadForm.Item, _ text: String, _ bearer: String?,
        _ credentials: String?
    ) throws {
        var template = Sample.model(100, 30).options.template
        template.transport.bearer = "t"
        var form = DownloadForm(template, urls: url)
        form.fields[item]?.text = text
        let made = form.requests(home: nil)
        let transport = try #require(made?.first).transport
        #expect(transport.bearer == bearer)
        #expect(transport.credentials == credentials)
    }

    @Test func `a checksum can be auto or none, for several URLs too`() throws {
        var model = Sample.model(100, 30)
        var form = DownloadForm(
            model.options.template, urls: "https://a.example/1 https://a.example/2")
        for (text, source) in [("auto", DigestSource.file), ("NONE", .none), ("", .server)] {
            form.fields[.checksum]?.text = text
            let made = form.requests(home: nil)
            let requests = try #require(made)
            #expect(requests.map(\.digestSource) == [source, source])
            #expect(requests.allSatisfy { $0.checksum == nil })
            #expect(DownloadForm(requests[0], urls: "").text(.checksum) == text.lowercased())
        }
        form.fields[.checksum]?.text = "sha256:12"
        let refused = form.requests(home: nil)
        #expect(refused == nil)
        #expect(form.problem?.item == .checksum)
        // Editing mirrors of an existing download requires nothing else.
        model.press("e")
        guard case .form(let edit) = model.overlay else {
            Issue.record("no form")
            return
        }
        #expect(edit.items.contains(.mirrors) && !edit.items.contains(.headers))
    }

    @Test func `a saved change retries what failed, unless only the checksum was wrong`() {
        func saved(_ state: DownloadSnapshot.State) -> (effects: Int, retries: Bool, text: String) {
            var snapshot = Snapshot(time: Instant(seconds: 100))
            snapshot.downloads = [
                Sample.download(1, "a.iso", mebibytes: 10, parts: [0.4, 0.3], state: state)
            ]
            var model = Sample.model(100, 30, snapshot)
            model.press("e")
            let effects = model.press("Enter")
            return (
                effects.count, effects.last == .perform(.retry([DownloadID(1)])),
                model.notices.toast?.text ?? ""
            )
        }
        let login = saved(.failed(DownloadError(.credentials, "401", status: 401)))
        #expect(login.effects == 2 && login.retries)
        #expect(login.text == "Saved changes to a.iso, retrying")
        #expect(saved(.paused(.disk(DownloadError(.diskFull, "no space left")))).retries)
        let wrong = saved(.failed(DownloadError(.checksum, "the sha-256 is another")))
        #expect(wrong.effects == 1)
        #expect(wrong.text == "Saved changes to a.iso; r fetches it again")
        #expect(saved(.running).effects == 1 && saved(.paused(.user)).effects == 1)
    }

    @Test func `every field of a form that fits stays visible, and its hint is complete`() {
        var model = Sample.model(80, 24)
        model.press("a")
        for item in DownloadForm.Item.allCases.filter(\.isBasic) {
            let picture = View.screen(model).picture
            for shown in DownloadForm.Item.allCases.filter(\.isBasic) {
                #expect(picture.contains("  \(shown.label) "), "\(item): \(picture)")
            }
            #expect(!picture.contains("…  "))
            model.press("Down")
        }
        for item in DownloadForm.Item.allCases { #expect(Text.width(item.hint) <= 59) }
    }

    @Test func `Tab after a complete folder without subfolders moves to the next field`() {
        var model = Sample.model(80, 24)
        model.press("a", "Tab")
        model.type("/")
        let path = "/home/ada/files/"
        #expect(model.press("Tab") == [.complete(path)])
        _ = model.update(.completions(of: path, []), at: model.now)
        guard case .form(let form) = model.overlay else {
            Issue.record("no form")
            return
        }
        #expect(form.focus == .name && form.problem == nil)
    }

    @Test func `a long reason is shown in full under its field`() {
        var model = Sample.model(80, 24)
        _ = model.update(.paste("https//example.org/some/folder/file.iso"), at: model.now)
        let lines = View.screen(model).picture.split(separator: "\n").map(String.init)
        #expect(
            lines.contains { $0.contains("↑ “https//example.org/some/folder/file.iso” has no") })
        #expect(lines.contains { $0.contains("https://example.org/some/folder/file.iso?") })
    }

    @Test func `a copied cURL command fills the request`() throws {
        var model = Sample.model(100, 30)
        let command = """
            curl 'https://example.net/f?x=1' \\
              -H 'accept: */*' -H 'Cookie: a=1; b=2' -H $'X-Name: J\\u00f6rg' \\
              -A "Mozilla/5.0" --compressed -e https://example.net/
            """
        let effects = model.update(.paste(command), at: model.now)
        guard case .perform(.add(let requests)) = effects.first, let request = requests.first else {
            Issue.record("nothing was added")
            return
        }
        #expect(request.sources == ["https://example.net/f?x=1"])
        #expect(request.transport.cookies == "a=1; b=2")
        #expect(request.transport.userAgent == "Mozilla/5.0")
        #expect(request.transport.referer == "https://example.net/")
        #expect(request.transport.headers == ["accept: */*", "X-Name: Jörg"])
        _ = model.update(.paste("curl https://example.net -d x=1"), at: model.now)
        guard case .form(let form) = model.overlay else {
            Issue.record("no form")
            return
        }
        #expect(form.problem?.text == "the curl command sends data (-d); only GET is fetched")
    }

    @Test func `everything that an option can mend can be mended in the form`() throws {
        var model = Sample.model(100, 30)
        model.press("e")
        guard case .form(var form) = model.overlay else {
            Issue.record("no form")
            return
        }
        let key = "SHA256:" + String(repeating: "A", count: 43)
        for (item, text) in [
            (DownloadForm.Item.authority, "~/ca.pem"), (.certificate, "/c.pem"), (.key, "/k.pem"),
            (.hostKey, key), (.trust, "insecure"), (.bearer, "abc.def"), (.httpVersion, "http2"),
            (.credentials, "ada:secret"), (.proxy, "http://p:3128"), (.headers, "X-A: 1"),
            (.cookies, "a=b"), (.referer, "https://r/"), (.userAgent, "x"), (.limit, "2M"),
            (.fragments, "7"), (.name, "n.iso"), (.directory, "/d"),
            (.mirrors, "https://m.example/f"),
        ] { form.fields[item]?.text = text }
        let made = form.requests(home: "/home/ada")
        let request = try #require(made?.first, "\(String(describing: form.problem))")
        let transport = request.transport
        #expect(transport.certificateAuthority == "/home/ada/ca.pem" && transport.insecure)
        #expect(transport.clientCertificate == "/c.pem" && transport.clientKey == "/k.pem")
        #expect(transport.hostKey == key && transport.httpVersion == .http2)
        #expect(transport.bearer == "abc.def" && transport.credentials == "ada:secret")
        #expect(transport.proxy == "http://p:3128" && transport.headers == ["X-A: 1"])
        #expect(transport.cookies == "a=b" && transport.referer == "https://r/")
        #expect(request.limit == 2 << 20 && request.fragments == .fixed(7))
        #expect(request.name == "n.iso" && request.directory == "/d")
        #expect(request.sources.last == "https://m.example/f")
        // Another look at it shows the same, and no secret.
        var again = DownloadForm(request, edited: DownloadID(1), urls: request.sources[0])
        again.showsMore = true
        let same = again.requests(home: nil)
        #expect(same == made)
        model.overlay = .form(again)
        let (wide, tall) = (160, 60)
        _ = model.update(.resize(columns: wide, rows: tall), at: model.now)
        let picture = View.screen(model).picture
        #expect(picture.contains("ada:") && !picture.contains("secret"), "\(picture)")
        #expect(!picture.contains("abc.def"))
    }
}
