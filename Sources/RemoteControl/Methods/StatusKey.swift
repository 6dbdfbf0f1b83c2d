import DownloadCore

/// The keys of `tellStatus` and its relatives.
enum StatusKey: String, Hashable, Sendable, CaseIterable {
    case belongsTo, bitfield, bittorrent, completedLength, connections, dir, downloadSpeed
    case errorCode, errorMessage, files, followedBy, following, gid, infoHash, numPieces
    case numSeeders, pieceLength, seeder, status, totalLength, uploadLength, uploadSpeed
    case verifiedLength, verifyIntegrityPending
}

extension Listed {
    /// Returns the values of the keys with these names; keys without a value are left out.
    ///
    /// Unknown names are ignored. No names are all keys.
    func json(_ keys: [String]) -> JSONValue {
        let wanted = Set(keys)
        return .object(
            StatusKey.allCases.compactMap { key in
                guard wanted.isEmpty || wanted.contains(key.rawValue) else { return nil }
                return value(of: key).map { JSONValue.Member(key.rawValue, $0) }
            })
    }

    /// Returns the value of a key; `nil` when the download has none.
    func value(of key: StatusKey) -> JSONValue? {
        let pieces = Pieces(total: download.length)
        switch key {
        // They belong to BitTorrent, and to aria2's way of following a Metalink.
        case .belongsTo, .bittorrent, .followedBy, .following, .infoHash, .numSeeders, .seeder:
            return nil
        case .bitfield:
            guard pieces.count > 0 else { return nil }
            return .string(pieces.bitfield(covered))
        case .completedLength: return .number(text: received)
        case .connections: return .number(text: status == .active ? download.connections : 0)
        case .dir: return .string(download.request.directory)
        case .downloadSpeed: return .number(text: speed)
        case .errorCode: return errorCode.map { .number(text: $0.rawValue) }
        case .errorMessage: return errorMessage.map(JSONValue.string)
        case .files: return .array([file])
        case .gid: return .string(gid.description)
        case .numPieces: return .number(text: pieces.count)
        case .pieceLength: return .number(text: pieces.length)
        case .status: return .string(status.rawValue)
        case .totalLength: return .number(text: pieces.total)
        case .uploadLength, .uploadSpeed: return .string("0")
        case .verifiedLength:
            guard status == .active, case .checking(let done) = download.state else { return nil }
            return .number(text: Int64(min(max(done, 0), 1) * Double(pieces.total)))
        case .verifyIntegrityPending: return nil
        }
    }

    /// The download's only file, as `getFiles` shows it.
    var file: JSONValue {
        .object([
            JSONValue.Member("completedLength", .number(text: received)),
            JSONValue.Member("index", .string("1")),
            JSONValue.Member("length", .number(text: max(0, download.length ?? 0))),
            JSONValue.Member(
                "path", .string("\(download.request.directory)/\(download.name)")),
            JSONValue.Member("selected", .string("true")),
            JSONValue.Member("uris", uris),
        ])
    }

    /// The sources, as `getUris` shows them.
    var uris: JSONValue {
        let request = download.request.concealed.sources
        let offered = download.sources.dropFirst(request.count).map(\.url)
        let all = (request + offered).enumerated().map { place, url in
            let state = place < download.sources.count ? download.sources[place].state : .untried
            let isUsed = state != .untried || place == 0 && download.received > 0
            return JSONValue.object([
                JSONValue.Member("status", .string(isUsed ? "used" : "waiting")),
                JSONValue.Member("uri", .string(url)),
            ])
        }
        return .array(all)
    }

    /// The received bytes; all of a file that is complete, whatever is known of its ranges.
    private var received: Int64 {
        status == .complete ? download.length ?? download.received : download.received
    }

    private var covered: ByteRangeSet {
        guard status == .complete, let length = download.length else { return download.covered }
        return ByteRangeSet([ByteRange(0, length)])
    }

    private var speed: Int64 {
        status == .active ? Int64(min(max(download.bytesPerSecond, 0), 0x1p62)) : 0
    }

    private var errorCode: ErrorCode? {
        switch status {
        case .complete: .finished
        case .removed: .removed
        default: problem?.code
        }
    }

    private var errorMessage: String? {
        switch status {
        case .complete, .removed: ""
        default: problem?.message
        }
    }

    /// Why it has failed, or is paused without the user's wish.
    private var problem: (code: ErrorCode, message: String)? {
        let scheme = download.request.sources.first.flatMap { try? SourceURL($0) }?.scheme
        switch download.state {
        case .failed(let error), .paused(.disk(let error)):
            return (ErrorCode(error, scheme: scheme), error.cause)
        case .paused(.inUse): return (.alreadyDownloading, "another process uses the file")
        case .paused(.question(.changed(let text))):
            return (.cannotResume, "the file has changed at the source: \(text)")
        case .paused(.question(.unrelated(let text))):
            return (.httpResponse, "the server answers with something else: \(text)")
        case .paused(.question(.partFileMissing)):
            return (.fileSystem, "the part file is missing")
        default: return nil
        }
    }
}

extension JSONValue {
    /// Returns a number as the protocol has it: as a string.
    static func number(text number: some BinaryInteger) -> JSONValue { .string("\(number)") }
}
