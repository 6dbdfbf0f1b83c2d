/// Wrong responses to range requests.
extension Fault {
    /// Serves the whole file for any request, with this `Accept-Ranges` field.
    package static func noRanges(acceptRanges: String? = nil) -> Fault {
        resource { resource in
            resource.givesRanges = false
            resource.acceptRanges = acceptRanges
        }
    }

    /// Limits the length of a 206.
    package static func rangeCap(_ bytes: Int64) -> Fault {
        resource { $0.rangeCap = bytes }
    }

    /// Sends this `Accept-Ranges` field; `nil` omits it.
    package static func acceptRanges(_ value: String?) -> Fault {
        resource { $0.acceptRanges = value }
    }

    /// Serves another range than requested, with a truthful `Content-Range`.
    ///
    /// The closure maps the right range and the body's length to the range served, which is clamped
    /// to the body.
    package static func gives(
        _ other: @escaping @Sendable (Range<Int64>, Int64) -> Range<Int64>
    ) -> Fault {
        response { _, response in
            guard response.status == 206, let (body, right) = response.carried else { return }
            let range = other(right, body.count).clamped(to: 0..<body.count)
            response.content = [.body(body, range)]
            response.set("Content-Length", "\(range.upperBound - range.lowerBound)")
            response.set(
                "Content-Range",
                "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(body.count)")
        }
    }

    /// Replaces `Content-Range` but serves the right content; `nil` removes the field.
    ///
    /// The closure receives the first and last position and the total.
    package static func contentRange(
        _ text: @escaping @Sendable (_ first: Int64, _ last: Int64, _ total: Int64) -> String?
    ) -> Fault {
        response { _, response in
            guard response.status == 206, let (body, range) = response.carried else { return }
            response.set(
                "Content-Range", text(range.lowerBound, range.upperBound - 1, body.count))
        }
    }

    /// Responds to a range request with a single part of `multipart/byteranges`.
    package static let multipart = response { _, response in
        guard response.status == 206, let (body, range) = response.carried else { return }
        let boundary = "3d6b6a416f9b5"
        let head = """
            --\(boundary)\r
            Content-Type: application/octet-stream\r
            Content-Range: bytes \(range.lowerBound)-\(range.upperBound - 1)/\(body.count)\r
            \r

            """
        let tail = "\r\n--\(boundary)--\r\n"
        response.content = [
            .bytes(Array(head.utf8)), .body(body, range), .bytes(Array(tail.utf8)),
        ]
        response.remove("Content-Range")
        response.set("Content-Type", "multipart/byteranges; boundary=\(boundary)")
        response.set("Content-Length", "\(response.contentCount)")
    }

    /// Responds with 206 and a right `Content-Range` but no content.
    package static let emptyRange = response { _, response in
        guard response.status == 206, let (body, _) = response.carried else { return }
        response.content = [.body(body, 0..<0)]
        response.set("Content-Length", "0")
    }

    /// Responds to a range request with these parts of the file as `multipart/byteranges`.
    package static func parts(
        _ split: @escaping @Sendable (Range<Int64>) -> [Range<Int64>]
    ) -> Fault {
        response { _, response in
            guard response.status == 206, let (body, range) = response.carried else { return }
            response.content = split(range).flatMap { part -> [Response.Segment] in
                let head = """
                    --part\r
                    Content-Range: bytes \(part.lowerBound)-\(part.upperBound - 1)/\(body.count)\r
                    \r

                    """
                return [.bytes(Array(head.utf8)), .body(body, part), .bytes([13, 10])]
            }
            response.content.append(.bytes(Array("--part--\r\n".utf8)))
            response.remove("Content-Range")
            response.set("Content-Type", "multipart/byteranges; boundary=part")
            response.set("Content-Length", "\(response.contentCount)")
        }
    }
}
