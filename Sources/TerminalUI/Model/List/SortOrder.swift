import DownloadCore

/// The sort orders of the list.
enum SortOrder: String, Hashable, Sendable, CaseIterable {
    case queue, name, size, progress, speed, left, state
}
