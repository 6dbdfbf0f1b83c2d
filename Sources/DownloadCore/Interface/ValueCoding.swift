/// Values that are coded as one JSON value, or as a plain list, for another process.
///
/// A value that the type's own initializer would not create is refused.
extension DownloadID: Codable {
    /// Reads the number.
    public init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(Int64.self))
    }

    /// Writes the number.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}

extension Instant: Codable {
    /// Reads the seconds.
    public init(from decoder: any Decoder) throws {
        self.init(seconds: try decoder.singleValueContainer().decode(Double.self))
    }

    /// Writes the seconds.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(seconds)
    }
}

extension ByteRange: Codable {
    /// Reads both ends.
    public init(from decoder: any Decoder) throws {
        var container = try decoder.unkeyedContainer()
        let (start, end) = (
            try container.decode(Int64.self), try container.decode(Int64.self)
        )
        guard 0 <= start, start <= end, container.isAtEnd else { throw wrong("a byte range") }
        self.init(start, end)
    }

    /// Writes both ends.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.unkeyedContainer()
        try container.encode(start)
        try container.encode(end)
    }
}

extension ByteRangeSet: Codable {
    /// Reads the ends of all ranges in order.
    public init(from decoder: any Decoder) throws {
        var container = try decoder.unkeyedContainer()
        var ranges: [ByteRange] = []
        var last: Int64 = -1
        while !container.isAtEnd {
            let (start, end) = (
                try container.decode(Int64.self), try container.decode(Int64.self)
            )
            guard last < start, start < end else { throw wrong("a set of byte ranges") }
            ranges.append(ByteRange(start, end))
            last = end
        }
        self.init(ranges)
    }

    /// Writes the ends of all ranges in order.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.unkeyedContainer()
        for range in ranges {
            try container.encode(range.start)
            try container.encode(range.end)
        }
    }
}

extension Checksum: Codable {
    /// Reads `ALGO:HEX`.
    public init(from decoder: any Decoder) throws {
        guard let checksum = Checksum(try decoder.singleValueContainer().decode(String.self)) else {
            throw wrong("a checksum")
        }
        self = checksum
    }

    /// Writes `ALGO:HEX`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode("\(algorithm.rawValue):\(hex)")
    }
}

extension FragmentCount: Codable {
    /// Reads `auto` or a number.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let word = try? container.decode(String.self), word == "auto" {
            self = .auto
            return
        }
        let count = try container.decode(Int.self)
        guard Self.allowed.contains(count) else { throw wrong("a number of fragments") }
        self = .fixed(count)
    }

    /// Writes `auto` or the number.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .auto: try container.encode("auto")
        case .fixed(let count): try container.encode(count)
        }
    }
}

extension PieceDigests: Codable {
    private enum CodingKeys: CodingKey {
        case length, algorithm, digests
    }

    /// Reads the digests from base64.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let text = try container.decode(String.self, forKey: .digests)
        guard let bytes = Base64.decode(text.utf8),
            let pieces = PieceDigests(
                length: try container.decode(Int64.self, forKey: .length),
                algorithm: try container.decode(Checksum.Algorithm.self, forKey: .algorithm),
                bytes: bytes)
        else { throw wrong("digests of pieces") }
        self = pieces
    }

    /// Writes the digests in base64.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(length, forKey: .length)
        try container.encode(algorithm, forKey: .algorithm)
        try container.encode(Base64.encode(bytes), forKey: .digests)
    }
}

extension DownloadError: Codable {
    private enum CodingKeys: CodingKey {
        case kind, cause, status
    }

    /// Reads an error; its cause is bounded.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            try container.decode(Kind.self, forKey: .kind),
            try container.decode(String.self, forKey: .cause),
            status: try container.decodeIfPresent(Int.self, forKey: .status))
    }

    /// Writes kind, cause and status.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(kind, forKey: .kind)
        try container.encode(cause, forKey: .cause)
        try container.encodeIfPresent(status, forKey: .status)
    }
}

extension DownloadEvent: Codable {
    private enum CodingKeys: CodingKey {
        case time, text
    }

    /// Reads an event; its text is bounded.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            time: try container.decode(Double.self, forKey: .time),
            text: try container.decode(String.self, forKey: .text))
    }

    /// Writes time and text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(time, forKey: .time)
        try container.encode(text, forKey: .text)
    }
}

/// Returns the error for well-formed JSON that is not `what`.
private func wrong(_ what: String) -> DecodingError {
    .dataCorrupted(DecodingError.Context(codingPath: [], debugDescription: "not \(what)"))
}
