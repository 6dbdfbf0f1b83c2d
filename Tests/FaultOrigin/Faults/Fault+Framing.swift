/// Lengths and message framing that contradict themselves, and heads in odd forms.
extension Fault {
    /// Sends content in chunks, without a length.
    package static func chunked(size: Int = 32 << 10, lastChunk: Bool = true) -> Fault {
        response { _, response in
            response.remove("Content-Length")
            response.set("Transfer-Encoding", "chunked")
            response.framing = .chunked(size: size, lastChunk: lastChunk)
            if !lastChunk { response.keepsAlive = false }
        }
    }

    /// Sends no length; the end of the connection is the end of the content.
    package static let closeDelimited = response { _, response in
        response.remove("Content-Length")
        response.set("Connection", "close")
        response.keepsAlive = false
    }

    /// Writes `Content-Length` as the closure makes it of the true length; the content stays.
    package static func contentLength(
        _ text: @escaping @Sendable (Int64) -> String
    ) -> Fault {
        response { _, response in
            response.set("Content-Length", text(response.contentCount))
            response.keepsAlive = false
        }
    }

    /// Adds a second `Content-Length` field.
    package static func secondContentLength(
        _ text: @escaping @Sendable (Int64) -> String
    ) -> Fault {
        response { _, response in
            response.append("Content-Length", text(response.contentCount))
            response.keepsAlive = false
        }
    }

    /// Sends so many bytes after the content and closes or goes on.
    package static func extraBytes(_ count: Int, closes: Bool = true) -> Fault {
        response { _, response in
            response.trailing = Array(repeating: UInt8(ascii: "x"), count: count)
            if closes { response.keepsAlive = false }
        }
    }

    /// Adds header fields as they are given.
    package static func fields(_ fields: Field...) -> Fault {
        response { _, response in response.fields += fields }
    }

    /// Makes this the only field of its name; `nil` takes it out.
    package static func field(_ name: String, _ value: String?) -> Fault {
        response { _, response in response.set(name, value) }
    }

    /// Speaks HTTP/1.0: closes after each answer.
    package static let http10 = response { _, response in
        response.version = "HTTP/1.0"
        response.keepsAlive = false
    }

    /// Ends the lines of the head with a bare line feed.
    package static let bareLineFeeds = response { _, response in response.lineEnd = "\n" }

    /// Writes the reason phrase; it may be empty.
    package static func reason(_ reason: String) -> Fault {
        response { _, response in response.reason = reason }
    }

    /// Puts these bytes in the place of the whole head.
    package static func rawHead(_ head: @escaping @Sendable (Response) -> [UInt8]) -> Fault {
        response { _, response in
            response.rawHead = head(response)
            response.keepsAlive = false
        }
    }

    /// Sends `body` compressed with gzip although nobody asked: ranges, if any, are of the
    /// compressed bytes.
    package static func gzipped(_ body: Body) -> Fault {
        let coded = body.gzipped
        return Fault { _ in
            [
                .resource { resource in
                    resource.body = coded
                    resource.entityTag = "\"zipped\""
                },
                .response { _, response in
                    if response.status < 300 { response.append("Content-Encoding", "gzip") }
                },
            ]
        }
    }
}
