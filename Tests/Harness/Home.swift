import Foundation

/// A home folder for the program alone: its ledger, log and configuration go there.
package struct Home: Sendable {
    /// The folder of everything.
    package let folder: TemporaryFolder
    /// Where downloads go; deep enough that a way out of it would still be seen.
    package let downloads: String

    /// Makes a new home.
    package init() throws {
        folder = try TemporaryFolder()
        downloads = try folder.folder("work/deep/downloads")
        for name in ["home", "state", "config", "runtime"] { _ = try folder.folder(name) }
    }

    /// The environment that makes a program live in it.
    package var environment: [String: String] {
        [
            "HOME": folder.file("home"), "XDG_STATE_HOME": folder.file("state"),
            "XDG_CONFIG_HOME": folder.file("config"), "XDG_DOWNLOAD_DIR": downloads,
            "XDG_RUNTIME_DIR": folder.file("runtime"),
            "LANG": "C.UTF-8", "TERM": "xterm-256color", "NO_PROXY": "*", "no_proxy": "*",
        ]
    }

    /// The finished files, relative to the folder of downloads.
    package var finished: [String] {
        inDownloads.filter { name in !Home.isUnfinished(name) }
    }

    /// The files that belong to a download under way.
    package var unfinished: [String] { inDownloads.filter(Home.isUnfinished) }

    /// Files that are outside of the folder of downloads and of the program's own folders.
    package var escaped: [String] {
        folder.files.filter { name in
            !["work/deep/downloads/", "home/", "state/", "config/", "runtime/"]
                .contains(where: name.hasPrefix)
        }
    }

    /// The path of a file in the folder of downloads.
    package func path(_ name: String) -> String { downloads + "/" + name }

    private var inDownloads: [String] {
        folder.files.filter { $0.hasPrefix("work/deep/downloads/") }
            .map { String($0.dropFirst("work/deep/downloads/".count)) }
    }

    private static func isUnfinished(_ name: String) -> Bool {
        [".part", ".aria2", ".aria2__temp", ".st"].contains(where: name.hasSuffix)
    }
}
