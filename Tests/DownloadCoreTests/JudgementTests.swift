import DownloadCore
import Testing

private let whole = ByteRange(0, .max)
private let date = ("Date", "Mon, 07 Nov 1994 00:00:00 GMT")
private let changedOn = "Sun, 06 Nov 1994 08:49:37 GMT"

/// One response, written as its status and fields, judged against the request.
private func judge(
    _ status: Int, _ fields: [(String, String)] = [], asked: ByteRange? = whole,
    length: Int64? = nil, tag: String? = nil, lastModified: String? = nil, ifRange: Bool = false
) -> Judgement {
    Judgement.judge(
        ResponseHead(status: status, fields: fields + [date]),
        expecting: DownloadCore.Expectation(
            range: asked, length: length,
            validator: Validator(entityTag: tag, lastModified: lastModified, date: date.1),
            sentIfRange: ifRange),
        now: 0)
}

/// The judgement in short: its name and its relevant values.
private func short(_ judgement: Judgement) -> String {
    func text(_ length: Int64?) -> String { length.map { "\($0)" } ?? "?" }
    func text(_ wait: Double?) -> String { wait.map { " \($0)" } ?? "" }
    switch judgement {
    case .part(let range, let offer): return "part \(range) of \(text(offer.length))"
    case .whole(let offer): return "whole \(text(offer.length))"
    case .empty(let offer): return "empty \(text(offer.length))"
    case .plainOnce: return "plain"
    case .changed: return "changed"
    case .unrelated: return "unrelated"
    case .busy(_, let wait): return "busy\(text(wait))"
    case .retry(_, let wait): return "retry\(text(wait))"
    case .fail(let error): return "fail \(error.kind)"
    }
}

struct PartJudgementTests {
    private func part(
        _ range: String?, _ fields: [(String, String)] = [], asked: ByteRange? = whole,
        length: Int64? = nil, tag: String? = nil, lastModified: String? = nil
    ) -> String {
        let range = range.map { [("Content-Range", $0)] } ?? []
        return short(
            judge(
                206, range + fields, asked: asked, length: length, tag: tag,
                lastModified: lastModified))
    }

    @Test func `the first response gives the length`() {
        #expect(part("bytes 0-999/1000") == "part [0, 1000) of 1000")
        #expect(part("bytes 0-999/1000", [("Content-Length", "1000")]) == "part [0, 1000) of 1000")
    }

    @Test func `a shorter part is kept, a longer one is cut to the request`() {
        let asked = ByteRange(100, 200)
        #expect(part("bytes 100-149/1000", asked: asked) == "part [100, 150) of 1000")
        #expect(part("bytes 100-999/1000", asked: asked) == "part [100, 200) of 1000")
        #expect(part("bytes 0-9/1000") == "part [0, 10) of 1000")
    }

    @Test func `a part that starts elsewhere is never accepted`() {
        for start in [0, 99, 101] {
            let range = "bytes \(start)-199/1000"
            #expect(part(range, asked: ByteRange(100, 200), length: 1000) == "retry")
            #expect(part(range, asked: ByteRange(100, 200)) == "plain")
        }
    }

    @Test func `an unknown total is replaced by the known one`() {
        #expect(part("bytes 0-9/*") == "part [0, 10) of ?")
        #expect(part("bytes 0-9/*", length: 20) == "part [0, 10) of 20")
        #expect(part("bytes 0-29/*", length: 20) == "changed")
    }

    @Test func `without a usable Content-Range the first request is repeated plain`() {
        for range in [nil, "", "bytes */1000", "bytes 5-4/10", "items 0-9/10"] {
            #expect(part(range) == "plain")
            #expect(part(range, asked: ByteRange(0, 10), length: 10) == "retry")
        }
        #expect(part("bytes 0-9/10", [("Content-Range", "bytes 1-9/10")]) == "plain")
        #expect(part("bytes 0-9/10", [("Content-Range", "bytes 0-9/10")]) == "part [0, 10) of 10")
    }

    @Test func `contradictory lengths are refused`() {
        #expect(part("bytes 0-999/1000", [("Content-Length", "999")], length: 1000) == "retry")
        #expect(part("bytes 0-999/1000", [("Content-Length", "1001")]) == "plain")
        let two = [("Content-Length", "1000"), ("Content-Length", "5")]
        #expect(part("bytes 0-999/1000", two, length: 1000) == "retry")
        let huge = [("Content-Length", "99999999999999999999")]
        #expect(part("bytes 0-999/1000", huge, length: 1000) == "retry")
    }

    @Test func `a chunked part has the length of its range`() {
        let chunked = [("Transfer-Encoding", "chunked"), ("Content-Length", "7")]
        #expect(part("bytes 0-999/1000", chunked) == "part [0, 1000) of 1000")
    }

    @Test func `a different total, a later end or another validator is another file`() {
        #expect(part("bytes 0-9/1000", length: 999) == "changed")
        #expect(part("bytes 0-9/10", [("ETag", "\"b\"")], length: 10, tag: "\"a\"") == "changed")
        #expect(part("bytes 0-9/10", [("ETag", "\"a\"")], tag: "\"a\"") == "part [0, 10) of 10")
        #expect(part("bytes 0-9/10", tag: "\"a\"") == "part [0, 10) of 10")
        let later = [("Last-Modified", "Sun, 06 Nov 1994 08:49:38 GMT")]
        #expect(part("bytes 0-9/10", later, lastModified: changedOn) == "changed")
        #expect(
            part("bytes 50-99/1000", [("ETag", "\"b\"")], asked: ByteRange(10, 20), tag: "\"a\"")
                == "changed")
    }

    @Test func `another total under the same strong tag is another file as well`() {
        #expect(
            part("bytes 0-9/1000", [("ETag", "\"a\"")], length: 999, tag: "\"a\"") == "changed")
    }

    @Test func `multipart and encoded parts are requested again as a plain stream`() {
        let many = [("Content-Type", "Multipart/Byteranges; boundary=x")]
        #expect(part("bytes 0-9/10", many) == "plain")
        #expect(part(nil, many, asked: ByteRange(5, 9), length: 10) == "plain")
        #expect(part("bytes 0-9/10", [("Content-Encoding", "gzip")], length: 10) == "plain")
        #expect(part("bytes 0-9/10", [("Content-Encoding", "identity")]) == "part [0, 10) of 10")
        #expect(part(nil, many, asked: nil) == "retry")
    }

    @Test func `a part in response to a plain request must be the whole`() {
        #expect(part("bytes 0-9/10", asked: nil) == "whole 10")
        #expect(part("bytes 0-8/10", asked: nil) == "retry")
        #expect(part("bytes 1-9/10", asked: nil) == "retry")
        #expect(part("bytes 0-9/*", asked: nil) == "retry")
    }
}

struct WholeJudgementTests {
    private func whole200(
        _ fields: [(String, String)], asked: ByteRange? = whole, length: Int64? = nil,
        tag: String? = nil, lastModified: String? = nil, ifRange: Bool = false
    ) -> String {
        short(
            judge(
                200, fields, asked: asked, length: length, tag: tag, lastModified: lastModified,
                ifRange: ifRange))
    }

    @Test func `the whole file is accepted, with its length if announced`() {
        #expect(whole200([("Content-Length", "10")]) == "whole 10")
        #expect(whole200([("Content-Length", "0")]) == "whole 0")
        #expect(whole200([]) == "whole ?")
        #expect(whole200([("Transfer-Encoding", "chunked"), ("Content-Length", "5")]) == "whole ?")
        #expect(whole200([("Content-Length", "10")], asked: nil) == "whole 10")
        #expect(whole200([("Content-Length", "10")], asked: ByteRange(5, 9)) == "whole 10")
        #expect(short(judge(203, [("Content-Length", "10")])) == "whole 10")
    }

    @Test func `an impossible length is refused`() {
        let two = [("Content-Length", "10"), ("Content-Length", "11")]
        #expect(whole200(two) == "plain")
        #expect(whole200(two, asked: nil) == "retry")
        #expect(whole200([("Content-Length", "-1")], asked: nil) == "retry")
    }

    @Test func `a different length or validator is another file`() {
        #expect(whole200([("Content-Length", "10")], length: 11) == "changed")
        #expect(whole200([("Content-Length", "10")], length: 10) == "whole 10")
        #expect(whole200([("ETag", "\"b\"")], tag: "\"a\"") == "changed")
        #expect(whole200([], length: 10) == "whole ?")
    }

    @Test func `a 200 to If-Range means a change, unless the validator is the same`() {
        let same = [("ETag", "\"a\""), ("Content-Length", "10")]
        #expect(whole200(same, length: 10, tag: "\"a\"", ifRange: true) == "whole 10")
        #expect(
            whole200([("Content-Length", "11")], length: 10, tag: "\"a\"", ifRange: true)
                == "unrelated")
        // A cache has stripped the fields: the bytes are compared.
        #expect(
            whole200([("Content-Length", "10")], length: 10, tag: "\"a\"", ifRange: true)
                == "whole 10")
        let date = [("Last-Modified", changedOn)]
        #expect(whole200(date, lastModified: changedOn, ifRange: true) == "whole ?")
        #expect(
            whole200([("ETag", "W/\"a\"")], tag: "\"a\"", ifRange: true) == "changed")
        #expect(
            whole200([("ETag", "W/\"a\"")], length: 10, tag: "\"a\"", ifRange: true)
                == "unrelated")
    }

    @Test func `a part with status 200 is not taken for the whole`() {
        func part(_ range: String, _ length: String?, asked: ByteRange? = whole) -> String {
            let length = length.map { [("Content-Length", $0)] } ?? []
            return whole200([("Content-Range", range)] + length, asked: asked)
        }
        #expect(part("bytes 5-9/10", "5") == "plain")
        #expect(part("bytes 5-9/10", "5", asked: nil) == "retry")
        #expect(part("bytes 0-4/10", nil, asked: nil) == "retry")
        #expect(part("bytes 0-4/*", "5", asked: nil) == "retry")
        #expect(part("bytes 0-9/10", "10") == "whole 10")
        #expect(part("bytes 0-9/10", nil) == "whole 10")
        #expect(part("bytes 5-9/10", "10") == "whole 10")
        #expect(part("nonsense", "10") == "whole 10")
    }

    @Test func `the length of an encoded body is not the file's`() {
        let coded = [("Content-Encoding", "gzip"), ("Content-Length", "7")]
        #expect(whole200(coded, length: 20) == "whole ?")
        guard case .whole(let offer) = judge(200, coded) else {
            Issue.record("not taken")
            return
        }
        #expect(offer.codings == ["gzip"])
        #expect(offer.bodyLength == 7)
    }
}

struct StatusJudgementTests {
    @Test func `an empty file`() {
        #expect(short(judge(416, [("Content-Range", "bytes */0")])) == "empty 0")
        #expect(short(judge(416, [("Content-Range", "bytes */0")], length: 0)) == "empty 0")
        #expect(short(judge(204)) == "fail badResponse")
    }

    @Test func `a refused range is requested once without Range`() {
        #expect(short(judge(416)) == "plain")
        #expect(short(judge(416, [("Content-Range", "bytes */10")])) == "plain")
        #expect(short(judge(416, length: 10)) == "plain")
        #expect(short(judge(416, [("Content-Range", "bytes */9")], length: 10)) == "changed")
        #expect(short(judge(416, [("Content-Range", "nonsense")], length: 10)) == "plain")
        #expect(short(judge(416, asked: nil)) == "fail status")
    }

    @Test(arguments: [403, 405, 501])
    func `a first ranged request that is refused is repeated without a range`(status: Int) {
        #expect(short(judge(status)) == "plain")
        #expect(short(judge(status, asked: nil)) == "fail status")
        #expect(short(judge(status, length: 10)) == "fail status")
    }

    @Test(arguments: [429, 503, 509])
    func `a busy host is left alone for as long as it requests`(status: Int) {
        #expect(short(judge(status)) == "busy")
        #expect(short(judge(status, [("Retry-After", "7")])) == "busy 7.0")
        let date = [("Retry-After", "Mon, 07 Nov 1994 00:01:00 GMT")]
        #expect(short(judge(status, date)) == "busy 60.0")
        #expect(short(judge(status, [("Retry-After", "later")])) == "busy")
    }

    @Test(arguments: [408, 425, 500, 502, 504, 421, 423, 507, 520, 522, 599, 202, 304, 100, 103])
    func `statuses that are retried`(status: Int) {
        #expect(short(judge(status)) == "retry")
        #expect(short(judge(status, [("Retry-After", "3")], asked: nil)) == "retry 3.0")
    }

    @Test(arguments: [
        (400, "status"), (401, "credentials"), (402, "status"), (404, "status"),
        (406, "status"), (407, "credentials"), (410, "status"), (412, "status"),
        (451, "status"), (505, "status"), (511, "status"), (300, "redirect"), (302, "redirect"),
        (308, "redirect"), (101, "badResponse"), (201, "badResponse"), (205, "badResponse"),
        (207, "badResponse"), (226, "badResponse"), (600, "status"), (999, "status"),
    ])
    func `statuses that are final`(status: Int, kind: String) {
        #expect(short(judge(status)) == "fail \(kind)")
    }

    @Test func `errors name the status and the remedy`() {
        #expect(
            StatusText.error(404).cause
                == "the server answered 404 Not Found: no such file; check the URL")
        #expect(StatusText.text(799, reason: "Odd") == "799 Odd")
        #expect(StatusText.text(799) == "799")
        for status in 100...999 {
            let error = StatusText.error(status)
            #expect(error.status == status)
            #expect(error.cause.contains("\(status)") && !error.cause.hasSuffix("."))
        }
        guard case .retry(let error, _) = judge(206, [], length: 5) else { return }
        #expect(error.status == 206)
    }

    @Test func `an expired link says how much is kept`() {
        let error = StatusText.expired(403, received: 870, length: 1000)
        #expect(error.kind == .expired)
        #expect(error.cause == "link expired (403 Forbidden); replace the URL (87% kept)")
        #expect(
            StatusText.expired(410, received: 5, length: nil).cause.hasSuffix(
                "progress is kept"))
    }
}
