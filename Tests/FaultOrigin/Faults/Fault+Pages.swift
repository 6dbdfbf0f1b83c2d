/// Responses from other systems than the file's server: portals, logins, gateways.
extension Fault {
    /// Responds with a short page of this type, without validators or ranges.
    package static func page(
        _ status: Int = 200, type: String = "text/html; charset=utf-8",
        text: String = "<html><title>Sign in</title><h1>Please log in</h1></html>\n"
    ) -> Fault {
        response { _, response in
            response.become(status: status, text: text)
            response.set("Content-Type", type)
        }
    }

    /// Redirects to a location given as raw bytes.
    package static func redirect(_ status: Int = 302, toBytes place: [UInt8]) -> Fault {
        response { _, response in
            response.become(status: status)
            response.rawHead =
                Array("HTTP/1.1 \(status) Moved\r\nContent-Length: 3\r\nLocation: ".utf8) + place
                + Array("\r\n\r\n".utf8)
        }
    }

    /// Serves these bytes, declared as the file in this content coding.
    package static func coded(_ body: [UInt8], as coding: String) -> Fault {
        Fault { _ in
            [
                .resource { resource in
                    resource.body = .bytes(body)
                    resource.entityTag = "\"coded\""
                },
                .response { _, response in
                    if response.status < 300 { response.append("Content-Encoding", coding) }
                },
            ]
        }
    }

    /// Sends the content in chunks encoded by the closure.
    package static func chunks(_ encode: @escaping @Sendable ([UInt8]) -> [UInt8]) -> Fault {
        response { _, response in
            guard let (body, range) = response.carried else { return }
            response.content = [.bytes(encode(body.bytes(in: range)))]
            response.remove("Content-Length")
            response.set("Transfer-Encoding", "chunked")
        }
    }

    /// Sends another, unsolicited response after this one.
    package static func unasked(
        _ answer: @escaping @Sendable (Response) -> [UInt8]
    ) -> Fault {
        response { _, response in response.trailing = answer(response) }
    }
}
