import Foundation

/// A home directory for one run, which holds ledger, log and configuration.
package struct Home: Sendable {
    /// The enclosing folder.
    package let folder: TemporaryFolder
    /// The download folder; nested deeply enough that a path traversal stays detectable.
    package let downloads: String

    /// Creates a home.
    package init() throws {
        folder = try TemporaryFolder()
        downloads = try folder.folder("work/deep/downloads")
        for name in ["home", "state", "config", "runtime"] { _ = try folder.folder(name) }
    }

    /// The environment that makes a program use this home.
    ///
    /// A server of a test that stands still for a while counts as stalled only when the test says
    /// so.
    package var environment: [String: String] {
        [
            "HOME": folder.file("home"), "XDG_STATE_HOME": folder.file("state"),
            "XDG_CONFIG_HOME": folder.file("config"), "XDG_DOWNLOAD_DIR": downloads,
            "XDG_RUNTIME_DIR": folder.file("runtime"), "PDL_TIMEOUT": "\(Int(patience))",
            "LANG": "C.UTF-8", "TERM": "xterm-256color", "NO_PROXY": "*", "no_proxy": "*",
        ]
    }

    /// The finished files, relative to the download folder.
    package var finished: [String] {
        inDownloads.filter { name in !Home.isUnfinished(name) }
    }

    /// The files of unfinished downloads.
    package var unfinished: [String] { inDownloads.filter(Home.isUnfinished) }

    /// The files outside the download folder and the program's own folders.
    package var escaped: [String] {
        folder.files.filter { name in
            !["work/deep/downloads/", "home/", "state/", "config/", "runtime/"]
                .contains(where: name.hasPrefix)
        }
    }

    /// Returns the path of a file in the download folder.
    package func path(_ name: String) -> String { downloads + "/" + name }

    private var inDownloads: [String] {
        folder.files.filter { $0.hasPrefix("work/deep/downloads/") }
            .map { String($0.dropFirst("work/deep/downloads/".count)) }
    }

    private static func isUnfinished(_ name: String) -> Bool {
        [".part", ".aria2", ".aria2__temp", ".st"].contains(where: name.hasSuffix)
    }
}
