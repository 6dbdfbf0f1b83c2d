extension Metalink {
    /// A file during parsing.
    struct Draft {
        var name: String
        var length: Int64?
        var checksums: [Checksum] = []
        /// The piece digests being parsed, and the strongest ones completed.
        var pieces: DraftPieces?
        var bestPieces: PieceDigests?
        var sources: [(url: String, rank: Int64)] = []

        init(name: String) {
            self.name = name
        }

        mutating func take(
            _ element: String, in parent: String, _ attributes: [String: String], _ text: String
        ) {
            switch element {
            case "size" where parent == "file": length = Array(text.utf8).decimal
            case "hash" where parent == "file" || parent == "verification":
                let type = attributes["type"] ?? ""
                if let checksum = Checksum("\(type):\(text)") { checksums.append(checksum) }
            case "hash" where parent == "pieces": pieces?.take(text, attributes)
            case "pieces":
                if let read = pieces?.digests, read.isStronger(than: bestPieces) {
                    bestPieces = read
                }
                pieces = nil
            case "url" where parent == "file":
                // 1 is best; a source without a priority is among the last (RFC 5854 section
                // 4.2.16.1).
                let rank = attributes["priority"].flatMap { Array($0.utf8).decimal }
                sources.append((text, rank ?? 999_999))
            case "url" where parent == "resources":
                // Version 3: 100 is best.
                let preference = attributes["preference"].flatMap { Array($0.utf8).decimal }
                sources.append((text, 100 - min(preference ?? 0, 100)))
            default: break
            }
        }

        func file(mostSources: Int) throws(DownloadError) -> File {
            let parts = name.split(separator: "/", omittingEmptySubsequences: false).map {
                String($0)
            }
            let isSafe = parts.allSatisfy { part in
                !part.isEmpty && part != "." && part != ".." && !part.contains("\\")
            }
            guard isSafe, parts.count <= 16 else {
                throw DownloadError(
                    .badResponse, "the name \(name.debugDescription) points outside the folder")
            }
            let usable = sources.enumerated()
                .sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }
                .map(\.element.url).filter { (try? SourceURL($0)) != nil }
            guard !usable.isEmpty else {
                throw DownloadError(
                    .badResponse, "\(name.debugDescription) has no supported URL")
            }
            let length = length.flatMap { $0 >= 0 ? $0 : nil }
            // Pieces that contradict the length belong to another file.
            let pieces = bestPieces.flatMap { pieces in
                length.map(pieces.fit) ?? true ? pieces : nil
            }
            return File(
                path: parts.map { FileName.safe($0) }, length: length, checksums: checksums,
                pieces: pieces, sources: Array(usable.prefix(mostSources)))
        }
    }

    /// The piece digests of a file during parsing.
    struct DraftPieces {
        private let length: Int64
        private let algorithm: Checksum.Algorithm?
        private var bytes: [UInt8] = []
        private var count = 0
        private var isUsable = true

        init(_ attributes: [String: String]) {
            length = attributes["length"].flatMap { Array($0.utf8).decimal } ?? 0
            algorithm = attributes["type"].flatMap { Checksum.Algorithm(named: $0) }
        }

        /// Appends the next digest; version 3 numbers them from 0.
        mutating func take(_ hex: String, _ attributes: [String: String]) {
            guard let algorithm, let checksum = Checksum("\(algorithm.rawValue):\(hex)"),
                attributes["piece"].map({ $0 == "\(count)" }) ?? true
            else {
                isUsable = false
                return
            }
            bytes += checksum.bytes
            count += 1
        }

        /// The parsed digests; `nil` if any was invalid.
        var digests: PieceDigests? {
            guard isUsable, let algorithm else { return nil }
            return PieceDigests(length: length, algorithm: algorithm, bytes: bytes)
        }
    }
}

extension PieceDigests {
    /// Whether the algorithm is stronger than that of `other`.
    fileprivate func isStronger(than other: PieceDigests?) -> Bool {
        guard let other else { return true }
        let order = Checksum.Algorithm.byStrength
        return (order.firstIndex(of: algorithm) ?? 0) < (order.firstIndex(of: other.algorithm) ?? 0)
    }
}
