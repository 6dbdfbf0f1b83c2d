import DownloadCore

/// The part files that were in a folder when it was first used, by the marks of their URLs.
///
/// A file's name may come with the response, and the next response of the same URL may bring
/// another name, or none. Then only the mark in the footer leads to the part file.
struct PartLeftovers: Sendable {
    /// The most part files whose footers are read.
    private static let most = 1_000

    /// The names of the finished files, by the mark of the URL.
    private var names: [UInt64: [String]] = [:]

    /// Reads the footers of the part files in a folder.
    ///
    /// A file that cannot be read or is not ours is left out.
    init(in directory: String, system: any FileSystem) {
        guard let folder = try? TargetFolder(existing: directory, system: system),
            let all = try? system.names(in: folder.descriptor)
        else { return }
        for partName in all.lazy.filter({ $0.hasSuffix(PartFile.suffix) }).prefix(Self.most) {
            guard let identity = PartFile.identity(of: partName, in: folder),
                identity.source != SourceMark.unknown,
                PartFile.partName(for: identity.name) == partName
            else { continue }
            names[identity.source, default: []].append(identity.name)
        }
    }

    /// Returns the names of the files that a URL of this mark had begun to fetch.
    func names(of source: UInt64) -> [String] { names[source] ?? [] }

    /// Returns whether a URL had begun to fetch a file; its mark is computed only if need be.
    func isKnown(_ source: @autoclosure () -> UInt64) -> Bool {
        !names.isEmpty && names[source()] != nil
    }
}
