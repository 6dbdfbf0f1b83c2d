import Glibc

/// Errors, redirects and other statuses.
extension Fault {
    /// Responds with this status and a short page, optionally with a `Retry-After` field.
    package static func status(_ status: Int, retryAfter: String? = nil) -> Fault {
        response { _, response in
            response.become(status: status)
            response.set("Retry-After", retryAfter)
        }
    }

    /// Responds with this status and a `Retry-After` date that lies `seconds` ahead.
    package static func status(_ status: Int, retryAfterDateIn seconds: Int) -> Fault {
        response { _, response in
            response.become(status: status)
            response.set("Date", httpDate(secondsFromNow: 0))
            response.set("Retry-After", httpDate(secondsFromNow: seconds))
        }
    }

    /// Responds with 416, with the total or without `Content-Range` as some servers do.
    package static func rangeNotSatisfiable(sayingTotal: Bool) -> Fault {
        response { _, response in
            let total = response.carried?.body.count ?? 0
            response.become(status: 416)
            if sayingTotal { response.set("Content-Range", "bytes */\(total)") }
        }
    }

    /// Redirects to a location derived from the request; `nil` omits `Location`.
    package static func redirect(
        _ status: Int = 302, to place: @escaping @Sendable (Request) -> String?
    ) -> Fault {
        response { request, response in
            response.become(status: status)
            response.set("Location", place(request))
        }
    }

    /// Redirects to a fixed location.
    package static func redirect(_ status: Int = 302, to place: String) -> Fault {
        redirect(status) { _ in place }
    }

    /// Sends complete 1xx heads before the response.
    package static func interim(_ heads: String...) -> Fault {
        response { _, response in response.interim = heads }
    }

    /// Returns a date in RFC 9110 format.
    package static func httpDate(secondsFromNow seconds: Int) -> String {
        var moment = time(nil) + seconds
        var parts = tm()
        gmtime_r(&moment, &parts)
        var text = [CChar](repeating: 0, count: 64)
        let count = strftime(&text, text.count, "%a, %d %b %Y %H:%M:%S GMT", &parts)
        return String(decoding: text[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
