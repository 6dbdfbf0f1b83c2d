import Foundation

/// A tmpfs of a few mebibytes, partly filled by a file that can be deleted.
///
/// It is mounted for one program in its own mount namespace, which requires root or user
/// namespaces. Where neither is allowed (in some containers), `/dev/shm` is used if it is small, as
/// it usually is there.
package final class SmallDisk: Sendable {
    private let folder: String
    private let own: [String]
    private let mebibytes: Int
    private let filler: Int
    /// The folder on `/dev/shm`; `nil` if a separate file system is mounted.
    private let shared: String?

    /// Determines how to provide a small disk.
    ///
    /// - Parameters:
    ///   - home: The home that receives the program's files.
    ///   - mebibytes: The size of the disk.
    ///   - free: The mebibytes available until `free()`.
    /// - Throws: `NotInTime` if none can be provided, which fails the test.
    package init(in home: Home, mebibytes: Int, free: Int) async throws {
        folder = try home.folder.folder("home/small")
        self.mebibytes = mebibytes
        for prefix in [["unshare", "-m"], ["unshare", "-rm"]] {
            let mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "none", "/mnt"]
            if try await Program.run(prefix + mount).exitCode == 0 {
                own = prefix
                filler = (mebibytes - free) << 20
                shared = nil
                return
            }
        }
        let room = try FileManager.default.attributesOfFileSystem(forPath: "/dev/shm")
        let left = (room[.systemFreeSize] as? NSNumber)?.intValue ?? .max
        guard left < 256 << 20 else {
            throw NotInTime(
                "this test needs a small disk: run it as root, or allow user namespaces "
                    + "(kernel.unprivileged_userns_clone=1), or give /dev/shm less than 256 MiB")
        }
        own = []
        filler = left - free << 20
        shared = "/dev/shm/pdl-tui-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
    }

    deinit {
        if let shared { try? FileManager.default.removeItem(atPath: shared) }
    }

    /// The disk's path, as the program sees it.
    package var path: String { shared ?? folder + "/disk" }

    /// Returns the command that mounts the disk, runs a program on it, and saves the remaining
    /// files.
    package func command(_ program: [String]) -> [String] {
        let script = """
            out=$1 disk=$2 size=$3 filler=$4; shift 4
            mkdir -p "$disk"
            [ "$size" = 0 ] || mount -t tmpfs -o "size=${size}m" none "$disk" || exit 99
            cd "$disk"
            head -c "$filler" /dev/zero >filler
            ( until [ -e "$out/free" ]; do sleep 0.05; done; rm filler ) &
            "$@"
            code=$?
            kill $! 2>/dev/null
            ls -A >"$out/names"
            mkdir "$out/result"; cp -R . "$out/result/"
            exit $code
            """
        return own + ["sh", "-c", script, "sh", folder, path]
            + ["\(shared == nil ? mebibytes : 0)", "\(filler)"] + program
    }

    /// Deletes the file that fills the disk.
    package func free() throws { try Data().write(to: URL(fileURLWithPath: freeingFile)) }

    /// The path whose existence triggers the deletion of that file.
    package var freeingFile: String { folder + "/free" }

    /// Returns the names of the files that the program left.
    package func names() throws -> [String] {
        try String(contentsOfFile: folder + "/names", encoding: .utf8)
            .split(separator: "\n").map(String.init)
    }

    /// Returns the path of the saved copy of a file that the program left.
    package func result(_ name: String) -> String { folder + "/result/" + name }
}
