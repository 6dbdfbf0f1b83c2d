import DownloadCore

/// The list of keys, and what is searched in it.
struct Help: Hashable, Sendable {
    var search = TextField()
    var isSearching = false
    var top = 0
}
