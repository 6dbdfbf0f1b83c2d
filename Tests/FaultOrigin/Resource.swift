/// A file on the origin, and how far the origin follows RFC 9110 when serving it.
package struct Resource: Sendable {
    /// How an origin treats `If-Range`.
    package enum IfRange: Sendable {
        /// As RFC 9110, section 13.1.5 requires.
        case honoured
        /// Serves the range whatever the validator is.
        case ignored
        /// Serves the whole file even if the validator matches.
        case alwaysWhole
    }

    /// The content.
    package var body: Body
    /// The `ETag` field with its quotes; `nil` omits it.
    package var entityTag: String?
    /// The `Last-Modified` field; `nil` omits it.
    package var lastModified: String? = "Thu, 01 Jan 2026 00:00:00 GMT"
    /// The `Content-Type` field.
    package var mediaType = "application/octet-stream"
    /// Whether ranges are supported.
    package var givesRanges = true
    /// The `Accept-Ranges` field; `nil` omits it.
    package var acceptRanges: String? = "bytes"
    /// The maximum length of a 206; `nil` for no limit.
    package var rangeCap: Int64?
    /// How `If-Range` is treated.
    package var ifRange = IfRange.honoured

    /// Creates a file that is served correctly.
    package init(_ body: Body, entityTag: String? = "\"first\"") {
        self.body = body
        self.entityTag = entityTag
    }

    /// Returns the range to serve for `request`; `nil` for the whole file.
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

    /// Returns the response of a correct server.
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
