/// A digest that a file must have.
public struct Checksum: Hashable, Sendable {
    /// The algorithms that are understood.
    public enum Algorithm: String, Hashable, Sendable, CaseIterable {
        case sha256, sha512, sha1, md5

        /// The name that people and HTTP know it by: `sha-256`.
        public var name: String {
            switch self {
            case .sha256: "sha-256"
            case .sha512: "sha-512"
            case .sha1: "sha-1"
            case .md5: "md5"
            }
        }

        /// All of them, the one that is hardest to forge first.
        package static let byStrength: [Algorithm] = [.sha512, .sha256, .sha1, .md5]

        /// The one that goes by a name such as `sha-256` or `SHA256`; `nil` when it is not known.
        package init?(named name: some StringProtocol) {
            self.init(rawValue: name.lowercased().filter { $0 != "-" })
        }

        /// Whether nobody can make another file of the same digest; the others tell accidents only.
        public var isStrong: Bool { self == .sha256 || self == .sha512 }

        /// The length of the digest in hexadecimal digits.
        public var digits: Int {
            switch self {
            case .sha256: 64
            case .sha512: 128
            case .sha1: 40
            case .md5: 32
            }
        }
    }

    /// The digest's own bytes.
    package var bytes: [UInt8] {
        let digits = Array(hex.utf8).map { $0 < UInt8(ascii: "a") ? $0 - 0x30 : $0 - 0x57 }
        return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    /// How it is computed.
    public var algorithm: Algorithm
    /// The digest in lower-case hexadecimal digits.
    public var hex: String

    /// Reads `ALGO:HEX`, for example `sha256:9f86…`; `nil` when either part is wrong.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1)
        guard parts.count == 2, let algorithm = Algorithm(named: parts[0]),
            parts[1].utf8.count == algorithm.digits,
            parts[1].utf8.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit })
        else { return nil }
        self.algorithm = algorithm
        self.hex = parts[1].lowercased()
    }
}

/// Where the digest comes from that a file is checked against, when a person gives none.
public enum DigestSource: String, Hashable, Sendable, CaseIterable {
    /// From the fields of the server's response, if they have one.
    case server
    /// From a file of checksums beside the source, which must be there.
    case file = "auto"
    /// From nowhere: nothing is checked.
    case none

    /// Reads the word that a person writes in place of a digest, `auto` or `none`; `nil` for every
    /// other text.
    package init?(option: String) {
        switch option.lowercased() {
        case DigestSource.file.rawValue: self = .file
        case DigestSource.none.rawValue: self = .none
        default: return nil
        }
    }
}

/// A digest that a finished file is checked against, and who says that it must have it.
public struct ExpectedDigest: Hashable, Sendable {
    /// Who says it.
    public enum Origin: Hashable, Sendable {
        /// The person.
        case person
        /// The server, in a field of its response.
        case server
        /// A file of this name.
        case file(String)
    }

    /// The digest.
    public var checksum: Checksum
    /// Who says it.
    public var origin: Origin

    /// Creates an expectation.
    public init(_ checksum: Checksum, from origin: Origin) {
        self.checksum = checksum
        self.origin = origin
    }

    /// Which digest of whose it is: `sha-256 from the server`.
    ///
    /// The name of a file in it comes from outside.
    public var words: String {
        switch origin {
        case .person: "\(checksum.algorithm.name) as given"
        case .server: "\(checksum.algorithm.name) from the server"
        case .file(let name): "\(checksum.algorithm.name) from \(name)"
        }
    }
}

extension Sequence<Checksum> {
    /// The one that is hardest to forge.
    package var strongest: Checksum? {
        Checksum.Algorithm.byStrength.lazy.compactMap { algorithm in
            first { $0.algorithm == algorithm }
        }.first
    }
}
