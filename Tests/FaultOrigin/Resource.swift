/// A file as the origin holds it, and how far the origin keeps to RFC 9110 when asked for it.
package struct Resource: Sendable {
    /// What an origin makes of `If-Range`.
    package enum IfRange: Sendable {
        /// As RFC 9110 section 13.1.5 wants it.
        case honoured
        /// The range is given whatever the validator says.
        case ignored
        /// The whole file is given even when the validator is right.
        case alwaysWhole
    }

    /// The bytes.
    package var body: Body
    /// The `ETag` field with its quotes; `nil` sends none.
    package var entityTag: String?
    /// The `Last-Modified` field; `nil` sends none.
    package var lastModified: String? = "Thu, 01 Jan 2026 00:00:00 GMT"
    /// The `Content-Type` field.
    package var mediaType = "application/octet-stream"
    /// Whether ranges are given.
    package var givesRanges = true
    /// The `Accept-Ranges` field; `nil` sends none.
    package var acceptRanges: String? = "bytes"
    /// The most bytes one 206 carries; `nil` is no cap.
    package var rangeCap: Int64?
    /// What is made of `If-Range`.
    package var ifRange = IfRange.honoured

    /// Creates a well-kept file.
    package init(_ body: Body, entityTag: String? = "\"first\"") {
        self.body = body
        self.entityTag = entityTag
    }

    /// The range that the answer to `request` carries; `nil` is the whole file.
    private func range(for request: Request) -> Range<Int64>? {
        guard givesRanges, let asked = request.askedRange else { return nil }
        if let condition = request.field("if-range") {
            switch ifRange {
            case .ignored: break
            case .alwaysWhole: return nil
            case .honoured:
                let strong = entityTag.map { !$0.hasPrefix("W/") && $0 == condition } ?? false
                guard strong || condition == lastModified else { return nil }
            }
        }
        guard asked.first < body.count else { return body.count..<body.count }
        var end = min(body.count, asked.last.map { $0 + 1 } ?? body.count)
        if let rangeCap { end = min(end, asked.first + rangeCap) }
        return asked.first..<end
    }

    /// The answer of a server without faults.
    package func answer(to request: Request) -> Response {
        var response = Response()
        response.append("Date", "Sun, 22 Nov 2026 12:00:00 GMT")
        response.append("Server", "FaultOrigin")
        if let acceptRanges { response.append("Accept-Ranges", acceptRanges) }
        if let entityTag { response.append("ETag", entityTag) }
        if let lastModified { response.append("Last-Modified", lastModified) }
        response.append("Content-Type", mediaType)
        let range = range(for: request)
        if let range, range.isEmpty {
            response.status = 416
            response.append("Content-Range", "bytes */\(body.count)")
            response.append("Content-Length", "0")
            return response
        }
        if let range {
            response.status = 206
            response.append(
                "Content-Range",
                "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(body.count)")
        }
        let content = range ?? 0..<body.count
        response.append("Content-Length", "\(content.upperBound - content.lowerBound)")
        response.content = [.body(body, content)]
        return response
    }
}
