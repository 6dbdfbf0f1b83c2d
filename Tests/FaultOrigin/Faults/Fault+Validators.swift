/// Files that change, and servers whose word about that is weak.
extension Fault {
    /// Holds another file.
    package static func file(_ resource: Resource) -> Fault {
        .resource { $0 = resource }
    }

    /// Holds other bytes under the same validators.
    package static func body(_ body: Body) -> Fault {
        resource { $0.body = body }
    }

    /// Sends this entity tag; `nil` sends none.
    package static func entityTag(_ tag: String?) -> Fault {
        resource { $0.entityTag = tag }
    }

    /// Sends this `Last-Modified`; `nil` sends none.
    package static func lastModified(_ date: String?) -> Fault {
        resource { $0.lastModified = date }
    }

    /// Sends no validator at all.
    package static let noValidators = resource { resource in
        resource.entityTag = nil
        resource.lastModified = nil
    }

    /// Makes this of `If-Range`.
    package static func ifRange(_ rule: Resource.IfRange) -> Fault {
        resource { $0.ifRange = rule }
    }

    /// Sends another entity tag with each answer, over the same bytes.
    package static let entityTagPerRequest = Fault { request in
        [.resource { $0.entityTag = "\"node-\(request.number)\"" }]
    }

    /// Sends another `Last-Modified` with each answer, over the same bytes and without entity tag.
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
