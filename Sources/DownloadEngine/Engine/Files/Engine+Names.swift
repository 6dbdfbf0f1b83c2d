import DownloadCore

/// Keeps downloads in one folder from fetching the same file name twice.
extension Engine {
    /// Makes a download wait for another one that fetches a file of its name, if existing files are
    /// kept: only the end of the other shows whether there is one.
    ///
    /// - Returns: Whether it waits; if not, it claims the name.
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
        // Follows the other effects of the response that brought the name, and precedes everything
        // else. The response may have brought the whole file, which must not be finished.
        tell(entry, .nameAwaited(name))
        return true
    }

    /// Returns whether the download that this one waits for is still unfinished.
    func isHeldByName(_ entry: DownloadTask) -> Bool {
        guard case .waits(let holder) = entry.claim else { return false }
        if let other = entries[holder], !other.hasEnded { return true }
        entry.claim = .none
        return false
    }
}
