import Testing

@testable import DownloadCore

struct MediaTypeTests {
    @Test(arguments: [
        ("text/html", "text/html"), ("Text/HTML; charset=utf-8", "text/html"),
        (" application/json ;x", "application/json"),
        ("application/vnd.openxmlformats-officedocument", "application/vnd.openxmlf"),
    ])
    func `a type is kept without its parameters, up to the limit`(
        field: String, text: String
    ) {
        #expect(MediaType(field)?.text == text)
        #expect(MediaType(text)?.text == text)
    }

    @Test(arguments: [nil, "", "html", "/", "text/", "/html", "a/b/c", "téxt/html"] as [String?])
    func `an invalid type is ignored`(field: String?) {
        #expect(MediaType(field) == nil)
    }

    @Test func `documents are the types of error pages and APIs`() {
        for text in [
            "text/html", "text/plain", "application/json", "application/problem+json",
            "application/xml", "application/xhtml+xml", "application/vnd.api+json",
        ] {
            #expect(MediaType(text)?.isDocument == true, "\(text)")
        }
        for text in [
            "application/octet-stream", "application/zip", "image/svg+xml", "video/mp4",
            "application/x-iso9660-image",
        ] {
            #expect(MediaType(text)?.isDocument == false, "\(text)")
        }
    }
}

/// Offers compared with a file of 8 MiB of which 5 MiB exist.
struct ResemblanceTests {
    private static let date = "Thu, 01 Jan 2026 00:00:00 GMT"
    private static let newer = "Fri, 02 Jan 2026 00:00:00 GMT"
    private static let older = "Wed, 31 Dec 2025 00:00:00 GMT"

    private func validator(_ tag: String?, _ date: String?) -> Validator {
        Validator(entityTag: tag, lastModified: date, date: nil)
    }

    private func file(
        _ tag: String? = "\"v1\"", _ date: String? = date, length: Int64? = 8 << 20,
        type: String? = "application/octet-stream", name: String = "f.bin"
    ) -> KnownFile {
        KnownFile(
            length: length, validator: validator(tag, date), mediaType: MediaType(type),
            name: name, received: 5 << 20)
    }

    private func offer(
        _ length: Int64?, _ type: String?, _ tag: String? = nil, _ date: String? = nil
    ) -> Offer {
        var offer = Offer(length: length)
        offer.mediaType = type
        offer.validator = validator(tag, date)
        return offer
    }

    private func short(_ resemblance: Resemblance) -> String {
        switch resemblance {
        case .same: "same"
        case .version: "version"
        case .unrelated: "unrelated"
        }
    }

    @Test(arguments: [
        "text/html", "text/html; charset=utf-8", "application/xhtml+xml", "application/json",
        "text/plain", "application/xml", "application/problem+json",
    ])
    func `a document in place of another kind of file is not the file`(
        type: String
    ) {
        for known in [
            file(), file(nil, nil), file(nil, nil, type: nil), file(nil, nil, length: nil),
        ] {
            for length in [nil, 0, 41, 8 << 20 - 1, 9 << 20] as [Int64?] {
                for (tag, date) in [(nil, nil), ("\"p\"", Self.newer), (nil, Self.newer)] {
                    let found = known.resemblance(of: offer(length, type, tag, date))
                    #expect(short(found) == "unrelated", "\(known) \(length ?? -1) \(type)")
                }
            }
        }
    }

    @Test func `a web page is reported as such`() {
        let found = file().resemblance(of: offer(41, "text/html"))
        #expect(
            found
                == .unrelated(
                    "the server sent a web page instead of the file (login or captive portal?)"))
    }

    @Test func `a missing type, few bytes or no length are not the file`() {
        let type = "application/octet-stream"
        let known = file()
        for other in [
            offer(9 << 20, nil, "\"v2\"", Self.newer), offer(0, type, "\"v2\"", Self.newer),
            offer(41, type, "\"v2\"", Self.newer), offer(nil, type, "\"v2\"", Self.newer),
        ] {
            #expect(short(known.resemblance(of: other)) == "unrelated", "\(other)")
        }
        #expect(short(file(nil, nil).resemblance(of: offer(41, type))) == "unrelated")
        let stream = file(nil, nil, length: nil)
        #expect(short(stream.resemblance(of: offer(41, type))) == "unrelated")
        #expect(short(stream.resemblance(of: offer(5 << 20, type))) == "same")
    }

    @Test func `an older version is distinguished from a newer one`() {
        let older = offer(8 << 20, "application/octet-stream", "\"v0\"", Self.older)
        #expect(short(file().resemblance(of: older)) == "version")
        #expect(file().age(of: older)?.contains("older file instead of") == true)
        let newer = offer(8 << 20, "application/octet-stream", "\"v0\"", Self.newer)
        #expect(file().age(of: newer) == nil)
        #expect(file("\"v1\"", nil).age(of: older) == nil)
    }

    @Test func `a missing validator or one of another kind proves nothing`() {
        let type = "application/octet-stream"
        for (known, tag, date) in [
            (file(), nil, nil), (file("\"v1\"", nil), nil, Self.newer),
            (file(nil, Self.date), "\"v2\"", nil),
        ] as [(KnownFile, String?, String?)] {
            let found = known.resemblance(of: offer(9 << 20, type, tag, date))
            #expect(short(found) == "unrelated", "\(known) \(tag ?? "-") \(date ?? "-")")
        }
    }

    @Test func `a new version has a newer validator, similar type and plausible length`() {
        for length in [1 << 20, 5 << 20, 8 << 20, 80 << 20] as [Int64] {
            for (known, tag, date) in [
                (file(), "\"v2\"", Self.newer), (file(), "\"v2\"", Self.date),
                (file("\"v1\"", nil), "\"v2\"", nil), (file(nil, Self.date), nil, Self.newer),
                (file(), nil, Self.newer),
            ] as [(KnownFile, String?, String?)] {
                for type in ["application/octet-stream", "application/zip"] {
                    let found = known.resemblance(of: offer(length, type, tag, date))
                    #expect(short(found) == "version", "\(known) \(length) \(tag ?? "-")")
                }
            }
        }
    }

    @Test func `without any validator, type and length decide`() {
        let known = file(nil, nil)
        #expect(
            short(known.resemblance(of: offer(9 << 20, "application/octet-stream"))) == "version")
        let untyped = file(nil, nil, type: nil)
        #expect(short(untyped.resemblance(of: offer(9 << 20, nil))) == "version")
    }

    @Test(arguments: [
        ("text/html", "page.html"), ("application/json", "data.json"), ("text/plain", "a.txt"),
        ("application/xml", "feed.xml"),
    ])
    func `a file that is a document changes like any other`(type: String, name: String) {
        let known = file(type: type, name: name)
        let newer = offer(6 << 20, type + "; charset=utf-8", "\"v2\"", Self.newer)
        #expect(short(known.resemblance(of: newer)) == "version")
        let bare = file(nil, nil, type: type, name: name)
        #expect(short(bare.resemblance(of: offer(6 << 20, type))) == "version")
        let stream = file(nil, nil, length: nil, type: type, name: name)
        #expect(short(stream.resemblance(of: offer(nil, type))) == "same")
        let old = file(nil, nil, type: nil, name: name)
        #expect(short(old.resemblance(of: offer(6 << 20, type))) == "version")
        // A login page has no validator, or is a few bytes.
        #expect(short(known.resemblance(of: offer(6 << 20, type))) == "unrelated")
        #expect(short(bare.resemblance(of: offer(41, type))) == "unrelated")
    }

    @Test
    func `an equal length or strong validator is the file, whatever its type`() {
        #expect(short(file().resemblance(of: offer(8 << 20, "text/html", "\"v1\""))) == "same")
        #expect(short(file().resemblance(of: offer(nil, "text/html", "\"v1\""))) == "same")
        #expect(short(file(nil, nil).resemblance(of: offer(8 << 20, "text/plain"))) == "same")
    }

    @Test func `a part need not repeat the type`() {
        var part = offer(9 << 20, nil, "\"v2\"", Self.newer)
        part.part = ByteRange(0, 9 << 20)
        #expect(short(file().resemblance(of: part)) == "version")
    }
}

struct VersionWatchTests {
    private func offer(_ tag: String, _ length: Int64 = 9) -> Offer {
        var offer = Offer(length: length)
        offer.validator = Story.tag("\"\(tag)\"")
        return offer
    }

    /// The judgement of the last of these responses; `-` is one of the known version.
    private func verdict(_ tags: String, length: Int64 = 9) -> VersionWatch.Verdict? {
        var watch = VersionWatch()
        var verdict: VersionWatch.Verdict?
        for tag in tags {
            if tag == "-" {
                watch.confirmed()
            } else {
                verdict = watch.contradicted(
                    by: offer(String(tag), tag.isUppercase ? 8 : 9), length: length, witnesses: 3)
            }
        }
        return verdict
    }

    @Test(
        arguments: [
            ("b", .askAgain), ("bb", .askAgain), ("bbb", .changed), ("b-bb", .askAgain),
            ("b-bbb", .askAgain), ("b-bbbbbbbbbbbb", .changed), ("bcb", .askAgain),
            ("bcbcb", .askAgain), ("bcbcbc", .compare), ("bcdefg", .compare), ("bcdefG", .changed),
            ("BBB", .changed),
        ] as [(String, VersionWatch.Verdict)])
    func `a change needs agreement; otherwise bytes are compared`(
        tags: String, expected: VersionWatch.Verdict
    ) {
        #expect(verdict(tags) == expected)
    }

    @Test func `a discarded version that returns is not accepted at once`() {
        var watch = VersionWatch()
        watch.changed(from: 9, Story.tag("\"a\""))
        for _ in 0..<11 {
            #expect(watch.contradicted(by: offer("a"), length: 9, witnesses: 3) == .askAgain)
        }
        #expect(watch.contradicted(by: offer("a"), length: 9, witnesses: 3) == .changed)
    }
}
