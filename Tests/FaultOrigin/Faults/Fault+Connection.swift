/// Connections that break, stall or crawl.
extension Fault {
    /// Breaks a response off after `count` content bytes, if it is longer.
    package static func cut(after count: Int64, by how: Response.Break = .close) -> Fault {
        response { _, response in
            if response.contentCount > count { response.breakAfter = (count, how) }
        }
    }

    /// Breaks the connection off after `count` content bytes over all its responses.
    package static func cutConnection(
        after count: Int64, by how: Response.Break = .close
    ) -> Fault {
        response { request, response in
            let left = max(0, count - request.bytesOnConnection)
            if response.contentCount > left { response.breakAfter = (left, how) }
        }
    }

    /// Breaks each connection off after a random number of content bytes in `range`.
    package static func cutConnection(
        afterRandom range: ClosedRange<Int64>, by how: Response.Break = .close, seed: UInt64
    ) -> Fault {
        Fault { request in
            var random = SeededRandom(seed: seed &* 1_000_003 &+ UInt64(request.connection))
            let count = Int64.random(in: range, using: &random)
            return cutConnection(after: count, by: how).effects(request)
        }
    }

    /// Breaks each response off after a random number of content bytes in `range`.
    package static func cut(
        afterRandom range: ClosedRange<Int64>, by how: Response.Break = .close, seed: UInt64
    ) -> Fault {
        response { request, response in
            var random = SeededRandom(seed: seed &* 1_000_003 &+ UInt64(request.number))
            let count = Int64.random(in: range, using: &random)
            if response.contentCount > count { response.breakAfter = (count, how) }
        }
    }

    /// Breaks any response off just before the byte at this position of the file.
    package static func neverGives(_ position: Int64, by how: Response.Break = .close) -> Fault {
        response { _, response in
            guard let (_, range) = response.carried, range.contains(position) else { return }
            response.breakAfter = (position - range.lowerBound, how)
        }
    }

    /// Stalls just before the byte at this position of the file.
    package static func stallsBefore(_ position: Int64) -> Fault {
        neverGives(position, by: .silence)
    }

    /// Stalls after `count` content bytes, with the connection open.
    package static func stall(after count: Int64) -> Fault { cut(after: count, by: .silence) }

    /// Breaks off instead of responding.
    package static func noAnswer(_ how: Response.Break) -> Fault {
        response { _, response in response.breakBefore = how }
    }

    /// Limits the rate of content on each connection.
    package static func throttle(_ bytesPerSecond: Int64) -> Fault {
        response { _, response in response.bytesPerSecond = bytesPerSecond }
    }

    /// Limits the rate of content over all connections together.
    package static func throttleAll(_ bytesPerSecond: Int64) -> Fault {
        let pace = Pace(bytesPerSecond: bytesPerSecond)
        return response { _, response in response.sharedPace = pace }
    }

    /// Delays the head.
    package static func delay(_ seconds: Double) -> Fault {
        response { _, response in response.delay = seconds }
    }

    /// Sends the head in pieces of `bytes` bytes, `seconds` apart.
    package static func dribble(_ bytes: Int, every seconds: Double) -> Fault {
        response { _, response in
            response.dribble = Response.Dribble(bytes: bytes, seconds: seconds)
        }
    }

    /// Closes after the response, with or without announcing it in the head.
    package static func closes(saying: Bool) -> Fault {
        response { _, response in
            response.keepsAlive = false
            if saying { response.set("Connection", "close") }
        }
    }

    /// Takes the whole origin down for `seconds` after `count` content bytes of this response.
    package static func goesDown(after count: Int64, for seconds: Double) -> Fault {
        response { _, response in
            response.breakAfter = (min(count, response.contentCount), .reset)
            response.downFor = seconds
        }
    }
}

extension Response {
    /// The body and range of the content, if it is a single body segment.
    package var carried: (body: Body, range: Range<Int64>)? {
        guard content.count == 1, case .body(let body, let range) = content[0] else { return nil }
        return (body, range)
    }
}
