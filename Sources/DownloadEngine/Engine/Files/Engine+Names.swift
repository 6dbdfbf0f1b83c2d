import DownloadCore

/// Keeps downloads in one folder from fetching the same file name twice.
extension Engine {
    /// Makes a download wait for another one that fetches a file of its name, if existing files are
    /// kept: only the end of the other shows whether there is one.
    ///
    /// - Returns: Whether it waits; if not, it claims the name.
    func waitsForName(_ name: String, _ task: DownloadTask) -> Bool {
        switch task.download.request.onExists {
        case .rename, .overwrite: return false
        case .skip, .fail: break
        }
        let holder = tasks.values.first { other in
            other !== task && other.claim == .holds(name) && !other.hasEnded
                && other.disk.directory == task.disk.directory
        }
        guard let holder else {
            task.claim = .holds(name)
            return false
        }
        task.claim = .waits(for: holder.download.id)
        // Follows the other effects of the response that brought the name, and precedes everything
        // else. The response may have brought the whole file, which must not be finished.
        tell(task, .nameAwaited(name))
        return true
    }

    /// Returns whether the download that this one waits for is still unfinished.
    func isHeldByName(_ task: DownloadTask) -> Bool {
        guard case .waits(let holder) = task.claim else { return false }
        if let other = tasks[holder], !other.hasEnded { return true }
        task.claim = .none
        return false
    }
}
