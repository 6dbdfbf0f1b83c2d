import DownloadCore
import Foundation
import GRDB

/// Converts requests and entries to rows and back.
enum LedgerCoding {
    /// The columns of `downloads` that make up an entry, except for the owner.
    static let columns = LedgerColumn.allCases.filter { $0 != .owner }.map(\.name)

    /// Returns the values of `columns` for an entry; secrets are left out unless they are to be
    /// stored.
    static func values(of entry: LedgerEntry) throws -> [(any DatabaseValueConvertible)?] {
        var request = entry.request
        var lacksSecrets = entry.lacksSecrets
        if !entry.keepsSecrets {
            request = Secrets.removed(from: request)
            lacksSecrets = lacksSecrets || request != entry.request
        }
        var fragments: Int?
        if case .fixed(let count) = request.fragments {
            fragments = min(
                max(count, FragmentCount.allowed.lowerBound), FragmentCount.allowed.upperBound)
        }
        let checksum =
            request.checksum.map { "\($0.algorithm.rawValue):\($0.hex)" }
            ?? (request.digestSource == .server ? nil : request.digestSource.rawValue)
        var error: DownloadError?
        var path: String?
        let state: String
        switch entry.state {
        case .waiting: state = "waiting"
        case .paused: state = "paused"
        case .failed(let cause): (state, error) = ("failed", cause)
        case .done(let place): (state, path) = ("done", place)
        case .removed: state = "removed"
        }
        let part = entry.part
        return [
            entry.id.rawValue, request.sources.first ?? "", request.directory, request.name,
            entry.name, fragments, checksum, request.onExists.rawValue, request.limit,
            try transportText(request.transport), entry.keepsSecrets, lacksSecrets, state,
            error?.kind.rawValue, error?.cause, error?.status, path, entry.digest, entry.position,
            entry.isListed, entry.length, max(0, entry.received), entry.added, entry.finished,
            entry.isDurable, entry.finishedIn.description,
            part.map { Int64(bitPattern: $0.device) }, part.map { Int64(bitPattern: $0.inode) },
            part?.boot.description, part?.identity.length, part?.identity.validator,
            part?.identity.name, part?.identity.givesRanges, part?.partName,
            request.length.map { max(0, $0) },
            request.metalink == .read ? nil : request.metalink.rawValue, entry.movesTo,
            request.gid, try overridesText(request.overrides),
        ]
    }

    /// Returns the sources after the first, as they are stored.
    static func mirrors(of entry: LedgerEntry) -> [String] {
        let mirrors = Array(entry.request.sources.dropFirst())
        return entry.keepsSecrets ? mirrors : mirrors.map(Secrets.withoutUserInfo)
    }

    /// Returns the entry of a row that begins with all of `LedgerColumn`, without its mirrors.
    ///
    /// Every row yields an entry: an invalid value becomes the default.
    static func entry(_ row: LedgerRow, session: Int64) -> LedgerEntry {
        var request = DownloadRequest(
            source: row.value(.url) ?? "", directory: row.value(.folder) ?? "")
        request.name = row.value(.wantedName)
        if let count = row.value(.fragments, as: Int.self), FragmentCount.allowed.contains(count) {
            request.fragments = .fixed(count)
        }
        if let checksum = row.value(.checksum, as: String.self) {
            request.checksum = Checksum(checksum)
            request.digestSource = DigestSource(rawValue: checksum) ?? .server
        }
        request.onExists = ExistingFilePolicy(rawValue: row.value(.onExists) ?? "") ?? .rename
        request.limit = row.value(.rateLimit)
        request.metalink =
            row.value(.metalink, as: String.self).flatMap { .init(rawValue: $0) } ?? .read
        request.length = row.value(.wantedLength, as: Int64.self).map { max(0, $0) }
        if let text = row.value(.transport, as: String.self) { request.transport = transport(text) }
        request.gid = row.value(.gid)
        if let text = row.value(.overrides, as: String.self) { request.overrides = overrides(text) }
        var entry = LedgerEntry(
            id: DownloadID(row.value(.id) ?? 0), request: request, name: row.value(.name) ?? "")
        entry.state = state(row)
        entry.position = row.value(.position) ?? 0
        entry.isListed = row.value(.listed) ?? true
        entry.keepsSecrets = row.value(.keepsSecrets) ?? false
        entry.lacksSecrets = row.value(.lacksSecrets) ?? false
        entry.length = row.value(.length, as: Int64.self).map { max(0, $0) }
        entry.received = max(0, row.value(.received) ?? 0)
        entry.added = row.value(.added) ?? 0
        entry.finished = row.value(.finished)
        entry.digest = row.value(.digest)
        entry.isDurable = row.value(.settled) ?? false
        entry.finishedIn = BootID(text: (row.value(.finishedIn) ?? "").utf8)
        entry.part = part(row, name: entry.name)
        entry.movesTo = row.value(.movesTo)
        if let owner = row.value(.owner, as: Int64.self) { entry.isInUse = owner != session }
        return entry
    }

    private static func part(_ row: LedgerRow, name: String) -> KnownPart? {
        guard let device = row.value(.partDevice, as: Int64.self),
            let inode = row.value(.partInode, as: Int64.self)
        else { return nil }
        let length = row.value(.partLength, as: Int64.self)
        return KnownPart(
            partName: row.value(.partFile) ?? PartFile.partName(for: name),
            identity: PartIdentity(
                length: length, validator: row.value(.partValidator) ?? "",
                name: row.value(.partName) ?? name,
                givesRanges: row.value(.partRanges) ?? false),
            device: UInt64(bitPattern: device), inode: UInt64(bitPattern: inode),
            boot: BootID(text: (row.value(.partBoot) ?? "").utf8),
            isWhole: length != nil && row.value(.received, as: Int64.self) == length)
    }

    private static func state(_ row: LedgerRow) -> LedgerEntry.State {
        switch row.value(.state) ?? "" {
        case "paused": .paused
        case "removed": .removed
        case "done": .done(path: row.value(.path) ?? "")
        case "failed":
            .failed(
                DownloadError(
                    row.value(.errorKind, as: String.self).flatMap { .init(rawValue: $0) }
                        ?? .defect,
                    row.value(.errorCause) ?? "", status: row.value(.errorStatus)))
        default: .waiting
        }
    }

    private static func overrides(_ text: String?) -> DownloadOverrides {
        let stored = text.flatMap {
            try? JSONDecoder().decode(DownloadOverrides.self, from: Data($0.utf8))
        }
        guard let stored, stored.problem == nil else { return DownloadOverrides() }
        return stored
    }

    private static func overridesText(_ overrides: DownloadOverrides) throws -> String? {
        try overrides == DownloadOverrides() ? nil : text(of: overrides)
    }

    private static func transportText(_ options: TransportOptions) throws -> String? {
        try options == TransportOptions() ? nil : text(of: StoredTransport(options))
    }

    private static func text(of value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    private static func transport(_ text: String?) -> TransportOptions {
        guard let text,
            let stored = try? JSONDecoder().decode(StoredTransport.self, from: Data(text.utf8))
        else { return TransportOptions() }
        return stored.options
    }
}

extension Row {
    /// Returns the column's value; `nil` when it is NULL, missing or of another type.
    ///
    /// A damaged file can hold anything, whatever its tables declare.
    func value<Value: DatabaseValueConvertible>(
        _ column: String, as type: Value.Type = Value.self
    ) -> Value? {
        guard let stored: DatabaseValue = self[column] else { return nil }
        return Value.fromDatabaseValue(stored)
    }
}
