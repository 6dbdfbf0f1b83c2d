import DownloadCore

/// Downloads of one name in one folder, where a file of that name is not to be fetched twice.
extension Engine {
    /// Lets a download wait for another one that fetches a file of its name, if files that are there
    /// already are to be left: only when the other has ended it is known whether there is one.
    ///
    /// - Returns: Whether it waits; if not, the name is its own from now on.
    func waitsForName(_ name: String, _ entry: DownloadTask) -> Bool {
        switch entry.download.request.onExists {
        case .rename, .overwrite: return false
        case .skip, .fail: break
        }
        let holder = entries.values.first { other in
            other !== entry && other.claim == .holds(name) && !other.hasEnded
                && other.disk.directory == entry.disk.directory
        }
        guard let holder else {
            entry.claim = .holds(name)
            return false
        }
        entry.claim = .waits(for: holder.download.id)
        // Behind the other effects of the response that brought the name, and before anything else:
        // the response may have brought the whole file, which must not be finished.
        tell(entry, .nameAwaited(name))
        return true
    }

    /// Whether the download that this one waits for is still there.
    func isHeldByName(_ entry: DownloadTask) -> Bool {
        guard case .waits(let holder) = entry.claim else { return false }
        if let other = entries[holder], !other.hasEnded { return true }
        entry.claim = .none
        return false
    }
}
