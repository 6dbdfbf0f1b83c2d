import DownloadCore
import Testing

@testable import TerminalUI

struct FaultTests {
    private func failed(_ error: DownloadError, columns: Int = 100, rows: Int = 30) -> Model {
        var snapshot = Snapshot(time: Instant(seconds: 100))
        snapshot.downloads = [
            Sample.download(
                1, "a-rather-long-name-of-a-file-2026-11.iso", mebibytes: 100, parts: [0.4, 0.3],
                state: .failed(error))
        ]
        return Sample.model(columns, rows, snapshot)
    }

    @Test(arguments: DownloadError.Kind.allCases)
    func `every kind of failure has a title, advice and keys`(_ kind: DownloadError.Kind) {
        let fault = kind.fault
        #expect(!fault.words.isEmpty && Text.width(fault.words) <= 27, "\(fault.words)")
        #expect(fault.words.first?.isUppercase == false || kind == .badURL || kind == .status)
        #expect(fault.advice.hasSuffix("."), "\(fault.advice)")
        #expect(fault.remedies.count >= 2)
        #expect(fault.remedies.allSatisfy { !$0.verb.isEmpty && Text.width($0.verb) <= 14 })
    }

    @Test(arguments: DownloadError.Kind.allCases)
    func `the row starts with fault and key, complete at 80 columns`(
        _ kind: DownloadError.Kind
    ) throws {
        let error = DownloadError(kind, "some long words of a library about what happened here")
        let model = failed(error, columns: 80, rows: 24)
        let message = try #require(RowMessage(model.snapshot.downloads[0], model.options))
        let rows = View.screen(model).picture.split(separator: "\n")
        let row = try #require(rows.first { $0.contains("a-rather") })
        #expect(row.contains("! " + message.short), "\(row)")
        #expect(message.short.contains(kind.fault.remedies[0].verb))
    }

    @Test(arguments: DownloadError.Kind.allCases)
    func `the card gives advice and the keys that work`(_ kind: DownloadError.Kind) {
        let model = failed(DownloadError(kind, "what happened"))
        let picture = View.screen(model).picture
        #expect(picture.contains(kind.fault.advice.prefix(30)), "\(picture)")
        for remedy in kind.fault.remedies where model.disabledReason(for: remedy.action) == nil {
            #expect(picture.contains(remedy.verb))
        }
    }

    @Test func `a click on a key of the card works like the key`() throws {
        var model = failed(DownloadError(.expired, "403 Forbidden", status: 403))
        let lines = View.screen(model).picture.split(
            separator: "\n", omittingEmptySubsequences: false)
        let y = try #require(lines.firstIndex { $0.contains("u new URL   r retry") })
        let x = lines[y].prefix { $0 != "r" }.count
        #expect(
            model.update(.mouse(.click, x: x, y: y), at: model.now)
                == [.perform(.retry([DownloadID(1)]))])
        #expect(model.update(.mouse(.click, x: 1, y: model.size.rows - 1), at: model.now) == [])
        guard case .prompt(let prompt) = model.overlay else {
            Issue.record("no prompt")
            return
        }
        #expect(prompt.kind == .newURL(DownloadID(1)))
    }

    @Test(arguments: [
        ("image.iso", "text/html; charset=utf-8", "an ISO image"),
        ("a.zip", "text/html", "an archive"),
    ])
    func `a web page under another name is marked with a warning`(
        _ name: String, _ type: String, _ what: String
    ) {
        var download = Sample.download(1, name, mebibytes: 1, parts: [1], state: .done)
        download.server = ServerFacts(host: "example.org")
        download.server?.mediaType = type
        #expect(download.warning == "this is a web page, not \(what)")
        download.server?.mediaType = "application/octet-stream"
        #expect(download.warning == nil)
        download.server?.mediaType = type
        download.name = "index.html"
        #expect(download.warning == nil)
        // A server that calls every file application/octet-stream is found out by the first bytes.
        download.server?.mediaType = "application/octet-stream"
        download.isWebPage = true
        #expect(download.warning == nil)
        download.name = name
        #expect(download.warning != nil)
    }

    @Test func `a status is said once`() throws {
        let error = DownloadError(
            .status, "the server answered 404 Not Found: no such file; check the URL", status: 404)
        let model = failed(error, columns: 160, rows: 50)
        let row = try #require(
            View.screen(model).picture.split(separator: "\n").first { $0.contains("a-rather") })
        #expect(row.contains("not found (404) · u new URL · 35% kept"), "\(row)")
        #expect(!row.contains("404 Not Found"), "\(row)")
    }

    @Test func `neither status nor words are said twice`() throws {
        for status in 300...599 {
            let error = StatusText.error(status)
            let download = Sample.download(
                1, "a.iso", mebibytes: 1, parts: [0.4], state: .failed(error))
            let message = try #require(RowMessage(download, InterfaceOptions(directory: "/")))
            let words = error.fault.words.prefix { $0 != "(" }.dropLast()
            #expect(message.text.ranges(of: words).count == 1, "\(message.text)")
            #expect(message.text.ranges(of: "\(status)").count == 1, "\(message.text)")
        }
    }

    @Test(
        arguments: [
            (
                DownloadError(
                    .status, "the server answered 403 Forbidden: access denied; try", status: 403),
                "try"
            ),
            (StatusText.error(451), nil), (StatusText.expired(403, received: 1, length: 2), nil),
            (DownloadError(.diskFull, "disk full: cannot write x.part"), "cannot write x.part"),
            (DownloadError(.diskFull, "disk fuller"), "disk fuller"),
            (DownloadError(.disk, "permission denied"), nil),
        ] as [(DownloadError, String?)])
    func `a detail is what the words leave out`(_ error: DownloadError, _ detail: String?) {
        #expect(error.detail == detail)
    }

    @Test func `a server without TLS asks for another address, not for patience`() {
        let error = DownloadError(.security, "a.example does not support TLS; try http://")
        let picture = View.screen(failed(error)).picture
        #expect(picture.contains("TLS not supported · e edit URL"))
        #expect(picture.contains("e edit URL   u new URL   r retry   d remove"))
    }

    @Test func `a login or an option that cannot be used asks for no other password or URL`() {
        let login = StatusText.error(401, challenges: Challenges(["NTLM"]))
        #expect(login.fault.words == "login not supported (401)")
        let option = DownloadError(.badURL, "this machine has no network interface x (--interface)")
        #expect(option.fault.words == "unusable option")
        #expect(View.screen(failed(option)).picture.contains("unusable option"))
    }

    @Test(
        arguments: [
            (DownloadError(.credentials, "401 Unauthorized", status: 401), "User"),
            (StatusText.error(401, challenges: Challenges(["Bearer"])), "Token"),
            (StatusText.error(407), "Proxy"), (StatusText.error(403), "User"),
            (DownloadError(.certificate, "self-signed"), "CA file"),
            (DownloadError(.checksum, "the sha-256 is another"), "Checksum"),
            (DownloadError(.diskFull, "no space left"), "Folder"),
            (DownloadError(.nameTaken, "exists"), "Name"),
            (DownloadError(.security, "unknown host key of a.b"), "SSH host key"),
            (DownloadError(.security, "it requires a client certificate"), "Certificate"),
            (DownloadError(.badURL, "no host"), "URLs"),
        ])
    func `the form opens at the field that mends the fault`(
        _ error: DownloadError, _ label: String
    ) throws {
        var model = failed(error, columns: 80, rows: 24)
        model.press("e")
        guard case .form(let form) = model.overlay else {
            Issue.record("no form")
            return
        }
        #expect(form.focus.label == label)
        let picture = View.screen(model).picture
        #expect(picture.contains("URLs") && picture.contains("  \(label) "), "\(picture)")
    }

    @Test func `the last line names keys by what they do for this fault`() throws {
        let model = failed(DownloadError(.credentials, "401", status: 401), columns: 80, rows: 24)
        let line = try #require(View.screen(model).picture.split(separator: "\n").last)
        #expect(line.hasPrefix(" e set login  r retry  d remove  a add"), "\(line)")
    }

    @Test func `a cause names the form's fields, not command-line options`() {
        let key = "SHA256:" + String(repeating: "A", count: 43)
        for (cause, detail) in [
            (
                "the certificate of a.b is self-signed; pass it with --cacert if you trust it",
                "the certificate of a.b is self-signed"
            ),
            (
                "unknown host key of a.b: if \(key) is the right key, pass it with --host-key",
                "unknown host key of a.b: if \(key) is the right key, enter it as SSH host key"
            ),
            ("a.b requires a client certificate (--cert)", "a.b requires a client certificate"),
        ] {
            #expect(DownloadError(.security, cause).detail == detail)
        }
    }

    @Test func `a wait before a retry shows the key that helps sooner`() throws {
        var snapshot = Snapshot(time: Instant(seconds: 100))
        let expired = StatusText.expired(403, received: 1, length: 2)
        var waits = Sample.download(1, "waits.iso", mebibytes: 10, parts: [0.5, 0.5])
        waits.state = .retrying(expired, inSeconds: 2)
        waits.fragments[0].state = .retrying(expired, try: 1, of: 5, inSeconds: 2)
        waits.fragments[1].state = .waiting
        snapshot.downloads = [waits]
        let picture = View.screen(Sample.model(80, 24, snapshot)).picture
        #expect(picture.contains("link expired (403) · u new URL · retry in 2 s"), "\(picture)")
        #expect(picture.contains("link expired (403), next in 2 s"), "\(picture)")
    }

    @Test func `nothing received and a wait for the server have a card`() {
        var snapshot = Snapshot(time: Instant(seconds: 100))
        let away = DownloadError(.unknownHost, "could not resolve the host a.b")
        var waits = Sample.download(1, "x.iso", mebibytes: 10, parts: [0, 0])
        waits.length = nil
        waits.state = .retrying(away, inSeconds: 2)
        snapshot.downloads = [waits]
        var model = Sample.model(80, 24, snapshot)
        let picture = View.screen(model).picture
        #expect(picture.contains("Check the host name and the network connection, then retry."))
        #expect(picture.contains("r retry   u new URL   d remove"), "\(picture)")
        #expect(picture.contains("1 retrying") && !picture.contains("active"))
        // "Retry all" is for it too.
        #expect(model.press("!") == [.perform(.retry([DownloadID(1)]))])
    }

    @Test func `a narrow row keeps the fault whole, without the key`() {
        let model = failed(StatusText.error(403), columns: 40, rows: 10)
        let picture = View.screen(model).picture
        #expect(picture.contains("! access denied (403)\n"), "\(picture)")
        #expect(picture.contains("u new URL"))
    }

    @Test func `a full disk tells how much is missing`() {
        var snapshot = Snapshot(time: Instant(seconds: 100))
        let full = DownloadError(
            .diskFull,
            "not enough space in /s: needs 24.0 MiB more (a.iso is 40.0 MiB, 16.0 MiB free)")
        snapshot.downloads = [
            Sample.download(
                1, "a-rather-long-name-2026-11.iso", mebibytes: 40, state: .paused(.disk(full)))
        ]
        let picture = View.screen(Sample.model(80, 24, snapshot)).picture
        #expect(
            picture.contains("! disk full, needs 24.0 MiB more · resumes by itself"), "\(picture)")
    }

    @Test func `the dates of a certificate are written like all others`() {
        var certificate = ServerCertificate(host: "https://a.b:443", key: "sha256//A=")
        for (text, date) in [
            ("Dec 27 16:34:08 2026 GMT", "2026-12-27 16:34 GMT"),
            ("Jan  7 06:04:08 2030 GMT", "2030-01-07 06:04 GMT"), ("unknown", "unknown"),
        ] {
            certificate.expires = text
            #expect(certificate.facts.contains { $0 == ("valid until", date) })
        }
    }

    @Test func `a certificate is trusted by its key, after a question`() throws {
        var model = failed(DownloadError(.certificate, "the certificate of a.b is self-signed"))
        #expect(model.disabledReason(for: .trust) != nil)
        #expect(model.press("T") == [] && model.overlay == nil)
        let key = "sha256//" + String(repeating: "A", count: 43) + "="
        var snapshot = model.snapshot
        var certificate = ServerCertificate(host: "https://a.b:443", key: key)
        certificate.issuer = "CN = somewhere"
        certificate.subject = "CN = a.b"
        certificate.names = ["a.b", "evil\u{1B}[31m"]
        snapshot.downloads[0].certificate = certificate
        _ = model.update(.snapshot(snapshot), at: model.now)
        let picture = View.screen(model).picture
        #expect(picture.contains("SHA256:AAAA") && picture.contains("CN = somewhere"))
        #expect(!picture.contains("\u{1B}"))
        #expect(picture.contains("certificate not trusted · T trust"))
        #expect(model.press("T") == [])
        #expect(model.press("n") == [] && model.overlay == nil)
        model.press("T")
        #expect(model.press("y") == [.perform(.trust(DownloadID(1), key: key))])
        // Another key than the one in the question is another question.
        model.press("T")
        certificate.key = "sha256//" + String(repeating: "B", count: 43) + "="
        certificate.isChanged = true
        snapshot.downloads[0].certificate = certificate
        _ = model.update(.snapshot(snapshot), at: model.now)
        #expect(View.screen(model).picture.contains("CHANGED"))
        #expect(model.press("y") == [.perform(.trust(DownloadID(1), key: certificate.key))])
    }

    @Test func `trust is red in the details, and can be withdrawn`() throws {
        var snapshot = Sample.snapshot
        snapshot.downloads[0].server?.trustedKey = "sha256//abc="
        var model = Sample.model(100, 30, snapshot)
        model.press("2")
        let lines = InfoLines(snapshot.downloads[0], options: model.options).lines
        let line = try #require(lines.first { $0.label == "certificate" })
        #expect(line.ink == .failed && line.text == "not verified; you trust SHA256:abc=")
        model.press("T")
        #expect(model.press("y") == [.perform(.withdrawTrust(DownloadID(1)))])
    }

    @Test func `a server that is away shows its tries, and a silent one a clock`() {
        var snapshot = Sample.snapshot
        var away = Sample.download(20, "away.iso", mebibytes: 10, parts: [0.5, 0.5])
        let error = DownloadError(.unreachable, "connection refused by a.b")
        away.state = .retrying(error, inSeconds: 130)
        away.fragments[0].state = .retrying(error, try: 7, of: nil, inSeconds: 130)
        var silent = Sample.download(21, "silent.iso", mebibytes: 10, parts: [0.5, 0.5])
        silent.fragments[0].silence = 14
        silent.fragments[1].silence = 12
        snapshot.downloads = [away, silent]
        let picture = View.screen(Sample.model(80, 24, snapshot)).picture
        #expect(picture.contains("server unreachable · try 7, next in 2:10"), "\(picture)")
        #expect(picture.contains("no data for 12 s"), "\(picture)")
        silent.fragments[1].silence = 0
        #expect(silent.silence == nil)
    }

    @Test func `start now is for what waits`() {
        var model = Sample.model(100, 30)
        model.press("g")
        #expect(model.press("S") == [])
        model.press("G", "k")
        #expect(model.press("S") == [.perform(.startNow([DownloadID(10)]))])
    }

    @Test func `a download waiting for the disk is counted once`() {
        var snapshot = Snapshot(time: Instant(seconds: 100))
        let full = DownloadError(.diskFull, "no space left")
        snapshot.downloads = [
            Sample.download(1, "a.iso", mebibytes: 10, parts: [0.5], state: .paused(.disk(full))),
            Sample.download(2, "b.iso", mebibytes: 10, parts: [0.5], state: .paused(.user)),
            Sample.download(3, "c.iso", mebibytes: 10, parts: [0.5], state: .paused(.inUse)),
        ]
        snapshot.limit = 2 << 20
        snapshot.isSlow = true
        let picture = View.screen(Sample.model(80, 24, snapshot)).picture
        #expect(picture.contains("1 needs you · 1 waiting for disk · 1 paused\n"))
        #expect(picture.contains("slow mode  limit 2.00 MiB/s"))
        #expect(picture.contains("disk full · resumes by itself"))
    }
}
