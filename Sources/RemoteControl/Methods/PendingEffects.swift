import DownloadCore

/// The effects of performed intents that the known queue does not show yet.
///
/// A call about another download need not wait for the next snapshot: a client may pause hundreds
/// of downloads in one request.
struct PendingEffects: Sendable {
    private var isGeneral = false
    private var ids: Set<DownloadID> = []
    private var gids: Set<String> = []

    /// Whether there are none.
    var isEmpty: Bool { !isGeneral && ids.isEmpty && gids.isEmpty }

    /// Records an intent.
    mutating func note(_ intent: Intent) {
        switch intent {
        case .insert(let requests, _, _): gids.formUnion(requests.compactMap(\.gid))
        case .pause(let some), .resume(let some), .remove(let some, _), .move(let some, _),
            .limitDownload(let some, _), .setFragments(let some, _):
            ids.formUnion(some)
        case .edit(let id, _), .replaceSource(let id, _): ids.insert(id)
        default: isGeneral = true
        }
    }

    /// Whether a download in the known queue may have changed, or others begin with these digits.
    func concern(_ id: DownloadID, named digits: String) -> Bool {
        isGeneral || ids.contains(id) || !gids.isEmpty && digits.utf8.count < GID.digits
    }

    /// Whether a download with this identifier was added.
    func include(_ gid: GID) -> Bool { gids.contains(gid.description) }
}
