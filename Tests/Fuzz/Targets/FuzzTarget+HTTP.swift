import DownloadCore

/// Response heads and their fields.
extension FuzzTarget {
    static let http = [
        head, contentDisposition, contentRange, dates, digests, links, validators, ftp,
    ]

    /// The first two bytes select the request; the rest is the head.
    private static let head = FuzzTarget(
        "head", longest: 16 << 10,
        seeds: [
            "\u{1}\u{0}HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-29/1234\r\n"
                + "ETag: \"abc\"\r\nContent-Length: 30\r\n\r\n",
            "\u{3}\u{5}HTTP/1.1 200 OK\nContent-Length: 1234\nAccept-Ranges: bytes\n"
                + "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\nDate: Mon, 07 Nov 1994 08:49:37 GMT\n",
            "\u{7}\u{9}HTTP/2 416\r\nContent-Range: bytes */1234\r\n\r\n",
            "\u{1}\u{2}HTTP/1.0 503 Busy\r\nRetry-After: 120\r\nContent-Type: text/html\r\n\r\n",
            "\u{0}\u{0}HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n"
                + "Content-Encoding: gzip\r\nContent-Disposition: attachment;\r\n filename=a.gz\r\n",
            "\u{1}\u{1}HTTP/1.1 206\r\nContent-Type: multipart/byteranges; boundary=x\r\n"
                + "Repr-Digest: sha-256=:uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek=:\r\n",
        ]
    ) { bytes in
        guard bytes.count >= 2, let head = try? ResponseHead(Array(bytes[2...])) else { return nil }
        let start = Int64(bytes[1])
        let isRanged = bytes[0] & 1 != 0
        let expected = DownloadCore.Expectation(
            range: isRanged ? ByteRange(start, start + 30) : nil,
            length: bytes[0] & 2 != 0 ? 1234 : nil,
            validator: Validator(entityTag: "\"abc\"", lastModified: nil, date: nil),
            sentIfRange: bytes[0] & 4 != 0)
        let judgement = Judgement.judge(head, expecting: expected, now: 784_111_777)
        return broken(
            ("a status of three digits", 100...999 ~= head.status),
            ("at most as many fields as are read", head.fields.count <= ResponseHead.mostFields),
            ("nothing is written to a wrong place", isSafe(judgement, expected)))
    }

    private static func isSafe(
        _ judgement: Judgement, _ expected: DownloadCore.Expectation
    ) -> Bool {
        switch judgement {
        case .part(let range, let offer):
            guard let asked = expected.range else { return false }
            return range.start == asked.start && !range.isEmpty && asked.contains(range)
                && range.end <= offer.length ?? .max && !offer.isEncoded
                && (expected.length == nil || offer.length == expected.length)
        case .whole(let offer):
            return offer.length == nil || expected.length == nil
                || offer.length == expected.length
        case .empty(let offer): return offer.length == 0 && expected.length ?? 0 == 0
        case .busy(_, let wait), .retry(_, let wait):
            return wait.map { $0 >= 0 && $0.isFinite } ?? true
        default: return true
        }
    }

    private static let contentDisposition = FuzzTarget(
        "content-disposition",
        seeds: [
            "attachment; filename=\"a\\\"b.txt\"; filename*=UTF-8''%c3%a4%2f.tar.gz",
            "inline; filename=C:\\new\\a.txt, attachment", "attachment; filename=\"../../x\"",
            "attachment; filename*=iso-8859-1'de'%e4.txt; filename=.bashrc",
            "filename=a;filename=b",
            "attachment; filename*0=\"a\"; filename*1*=%20b; FileName = \"CON .\"",
        ]
    ) { bytes in
        let text = bytes.fieldText
        let names = [
            FileName.fromServer(
                contentDisposition: bytes, finalURL: text, originalURL: bytes.latin1Text),
            FileName.fromServer(contentDisposition: nil, finalURL: text, originalURL: text),
            FileName.safe(text, reserving: 5 + Int(bytes.first ?? 0) % 90),
            FileName.numbered(FileName.safe(text), Int(bytes.last ?? 0)),
        ]
        return names.lazy.compactMap(problem).first
    }

    /// Returns the fault of a file name.
    static func problem(withName name: String) -> String? {
        let parts = FileName.parts(of: name)
        return broken(
            ("a name of 1 to 255 bytes", 1...255 ~= name.utf8.count),
            ("no folder", name != "." && name != ".." && !name.utf8.contains(UInt8(ascii: "/"))),
            ("no hidden file, no option", !name.hasPrefix(".") && !name.hasPrefix("-")),
            ("stem and ending are the name", parts.stem + parts.ending == name),
            ("a safe name stays as it is", FileName.safe(name) == name),
            (
                "no control character and no direction",
                name.unicodeScalars.allSatisfy { scalar in
                    scalar.value >= 0x20 && !(0x7F...0x9F ~= scalar.value)
                        && !(0x202A...0x202E ~= scalar.value)
                        && !(0x2066...0x2069 ~= scalar.value)
                }
            ))
    }

    private static let contentRange = FuzzTarget(
        "content-range", longest: 256,
        seeds: ["bytes 0-499/1234", "bytes */0", "bytes 5-9/*", "BYTES=1 - 2 / 3", "0-1/2"]
    ) { bytes in
        guard let content = try? ContentRange(bytes) else { return nil }
        guard let range = content.range else {
            return broken(("a range or a total", content.total.map { $0 >= 0 } ?? false))
        }
        return broken(
            ("a range that is not empty", range.start >= 0 && range.end > range.start),
            ("a range inside the total", range.end <= content.total ?? .max))
    }

    private static let dates = FuzzTarget(
        "dates", longest: 256,
        seeds: [
            "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994", "120", "-1", "99999999999999999999",
            "Thu, 31 Dec 9999 23:59:60 GMT",
        ]
    ) { bytes in
        let text = bytes.fieldText
        let wait = RetryAfter.seconds(text, now: 784_111_777)
        let seconds = HTTPDate.seconds(text)
        return broken(
            ("a wait that ends", wait.map { $0 >= 0 && $0.isFinite } ?? true),
            ("a date of four digits", seconds.map { abs($0) < 1 << 40 } ?? true),
            (
                "a date is read as it is written",
                seconds.map { $0 > lastSecond || HTTPDate.seconds(HTTPDate.text($0)) == $0 } ?? true
            ))
    }

    /// The end of the year 9999, without leap seconds.
    private static let lastSecond: Int64 = 253_402_300_799

    private static let digests = FuzzTarget(
        "digests",
        seeds: [
            "sha-256=:uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek=:, md5=XrY7u+Ae7tCTyyK7j1rNww==",
            "SHA-256=uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek=;q=1, SHA=", "unixsum=30637",
        ]
    ) { bytes in
        let text = bytes.fieldText
        let head = ResponseHead(
            status: 200,
            fields: [("Digest", text), ("Repr-Digest", text), ("Content-Digest", text)])
        let found = DeclaredDigest.checksums(head)
        return broken(
            ("whole digests", found.allSatisfy { $0.hex.utf8.count == $0.algorithm.digits }),
            ("each once", Set(found).count == found.count))
    }

    private static let links = FuzzTarget(
        "links", longest: 16 << 10,
        seeds: [
            "<http://a/b>; rel=\"duplicate x\"; pri=1, </c>; rel=duplicate; pri=2; geo=de",
            "<a>; rel=describedby; type=\"application/metalink4+xml\"", "<>; rel=duplicate, <b",
        ]
    ) { bytes in
        let found = MirrorLinks.urls(
            ResponseHead(status: 200, fields: [("Link", bytes.fieldText)]))
        return broken(
            ("a bearable number", found.count <= MirrorLinks.most),
            ("a bearable length", found.allSatisfy { 1...16_384 ~= $0.utf8.count }))
    }

    private static let validators = FuzzTarget(
        "validators",
        seeds: [
            "\"abc\"", "W/\"abc\"", "abc", "Sun, 06 Nov 1994 08:49:37 GMT",
            "e\"a\"\tMSun, 06 Nov 1994 08:49:37 GMT", "mSun, 06 Nov 1994 08:49:37 GMT",
        ]
    ) { bytes in
        let text = bytes.fieldText
        let sent = Validator(entityTag: text, lastModified: text, date: text)
        _ = sent.relation(to: sent)
        for validator in [sent, Validator(text: text)].compactMap(\.self) {
            let problem = broken(
                ("it is read back as it was", Validator(text: validator.text) == validator),
                ("it fits a footer", validator.text.utf8.count <= 512),
                (
                    "If-Range is strong and one line",
                    validator.ifRangeLadder.allSatisfy { value in
                        !value.hasPrefix("W/") && value.utf8.allSatisfy { 0x20..<0x7F ~= $0 }
                    }
                ))
            if let problem { return problem }
        }
        return nil
    }

    private static let ftp = FuzzTarget(
        "ftp",
        seeds: [
            "213 1234\r\n350 ok\r\n150 here it comes\r\n", "220-hello\r\n 220 x\r\n220 done\r\n",
            "530 Too many users\r\n", "213 99999999999999999999\r\n150 x", "229 (|||1|)\n",
        ]
    ) { bytes in
        let replies = FTPReply.all(in: bytes)
        for reply in replies { _ = reply.refusal }
        let answers = [true, false].map { FTPReply.answers(in: replies, asksPosition: $0) }
        return broken(
            ("codes of RFC 959", replies.allSatisfy { 100..<700 ~= $0.code }),
            ("short texts", replies.allSatisfy { $0.text.utf8.count <= 600 }),
            ("no negative length", answers.allSatisfy { $0.length.map { $0 >= 0 } ?? true }),
            ("no position without a request", !answers[1].takesPosition))
    }
}
