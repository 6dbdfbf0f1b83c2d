/// Changing files, and servers with unreliable validators.
extension Fault {
    /// Serves another file.
    package static func file(_ resource: Resource) -> Fault {
        .resource { $0 = resource }
    }

    /// Serves other bytes with the same validators.
    package static func body(_ body: Body) -> Fault {
        resource { $0.body = body }
    }

    /// Sends this entity tag; `nil` omits it.
    package static func entityTag(_ tag: String?) -> Fault {
        resource { $0.entityTag = tag }
    }

    /// Sends this `Last-Modified`; `nil` omits it.
    package static func lastModified(_ date: String?) -> Fault {
        resource { $0.lastModified = date }
    }

    /// Sends no validators.
    package static let noValidators = resource { resource in
        resource.entityTag = nil
        resource.lastModified = nil
    }

    /// Treats `If-Range` like this.
    package static func ifRange(_ rule: Resource.IfRange) -> Fault {
        resource { $0.ifRange = rule }
    }

    /// Sends a different entity tag with each response, for the same bytes.
    package static let entityTagPerRequest = Fault { request in
        [.resource { $0.entityTag = "\"node-\(request.number)\"" }]
    }

    /// Sends a different `Last-Modified` with each response, for the same bytes and without entity
    /// tag.
    package static let datePerRequest = Fault { request in
        [
            .resource { resource in
                resource.entityTag = nil
                let second = request.number % 60
                resource.lastModified =
                    "Thu, 01 Jan 2026 00:00:\(second < 10 ? "0" : "")\(second) GMT"
            }
        ]
    }
}
