/// The digest that a file is expected to have.
public struct Checksum: Hashable, Sendable {
    /// The supported hash algorithms.
    public enum Algorithm: String, Hashable, Sendable, CaseIterable, Codable {
        case sha256, sha512, sha1, md5

        /// The name used in HTTP and shown to users, such as `sha-256`.
        public var name: String {
            switch self {
            case .sha256: "sha-256"
            case .sha512: "sha-512"
            case .sha1: "sha-1"
            case .md5: "md5"
            }
        }

        /// All algorithms, strongest first.
        package static let byStrength: [Algorithm] = [.sha512, .sha256, .sha1, .md5]

        /// Creates the algorithm with a name such as `sha-256` or `SHA256`; `nil` if it is unknown.
        package init?(named name: some StringProtocol) {
            self.init(rawValue: name.lowercased().filter { $0 != "-" })
        }

        /// Whether the algorithm is collision-resistant; the others only detect accidental
        /// corruption.
        public var isStrong: Bool { self == .sha256 || self == .sha512 }

        /// The length of a digest in hexadecimal digits.
        public var digits: Int {
            switch self {
            case .sha256: 64
            case .sha512: 128
            case .sha1: 40
            case .md5: 32
            }
        }
    }

    /// The digest as raw bytes.
    package var bytes: [UInt8] {
        let digits = Array(hex.utf8).map { $0 < UInt8(ascii: "a") ? $0 - 0x30 : $0 - 0x57 }
        return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    /// The hash algorithm.
    public var algorithm: Algorithm
    /// The digest in lowercase hexadecimal.
    public var hex: String

    /// Parses `ALGO:HEX`, such as `sha256:9f86…`; `nil` if either part is invalid.
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

extension Sequence<Checksum> {
    /// The first checksum of the strongest algorithm present.
    package var strongest: Checksum? {
        Checksum.Algorithm.byStrength.lazy.compactMap { algorithm in
            first { $0.algorithm == algorithm }
        }.first
    }
}
