/// Contradictory lengths and framing, and unusual heads.
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

    /// Omits the length; the end of the connection delimits the content.
    package static let closeDelimited = response { _, response in
        response.remove("Content-Length")
        response.set("Connection", "close")
        response.keepsAlive = false
    }

    /// Derives `Content-Length` from the true length; the content is unchanged.
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

    /// Sends `count` bytes after the content, then closes or keeps the connection.
    package static func extraBytes(_ count: Int, closes: Bool = true) -> Fault {
        response { _, response in
            response.trailing = Array(repeating: UInt8(ascii: "x"), count: count)
            if closes { response.keepsAlive = false }
        }
    }

    /// Adds header fields verbatim.
    package static func fields(_ fields: Field...) -> Fault {
        response { _, response in response.fields += fields }
    }

    /// Replaces all fields of this name by one; `nil` removes them.
    package static func field(_ name: String, _ value: String?) -> Fault {
        response { _, response in response.set(name, value) }
    }

    /// Responds with HTTP/1.0 and closes after each response.
    package static let http10 = response { _, response in
        response.version = "HTTP/1.0"
        response.keepsAlive = false
    }

    /// Ends the lines of the head with a bare line feed.
    package static let bareLineFeeds = response { _, response in response.lineEnd = "\n" }

    /// Sets the reason phrase, which may be empty.
    package static func reason(_ reason: String) -> Fault {
        response { _, response in response.reason = reason }
    }

    /// Replaces the whole head by these bytes.
    package static func rawHead(_ head: @escaping @Sendable (Response) -> [UInt8]) -> Fault {
        response { _, response in
            response.rawHead = head(response)
            response.keepsAlive = false
        }
    }

    /// Sends `body` compressed with gzip although the client did not accept it.
    ///
    /// Ranges refer to the compressed bytes.
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
