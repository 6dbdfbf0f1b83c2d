import FaultOrigin
import Foundation
import Harness
import Testing

/// The effects of options on the disk.
@Suite struct `File options` {
    @Test(arguments: [
        ("rename", 0, "mine", ["file (1).bin", "file.bin"]), ("overwrite", 0, nil, ["file.bin"]),
        ("skip", 0, "mine", ["file.bin"]), ("fail", 1, "mine", ["file.bin"]),
    ])
    func `each policy for an existing file`(
        _ policy: String, _ code: Int32, _ content: String?, _ files: [String]
    ) async throws {
        try await Turns.shared.take {
            let body = Body.pattern(300_000)
            let origin = try await FaultOrigin.start(body: body)
            let home = try Home()
            try "mine".write(toFile: home.path("file.bin"), atomically: true, encoding: .utf8)
            let result = try await home.get("--on-exists", policy, origin.url())
            #expect(result.exitCode == code, "\(result.errors)")
            #expect(home.finished == files && home.unfinished.isEmpty)
            if let content {
                let kept = try String(contentsOfFile: home.path("file.bin"), encoding: .utf8)
                #expect(kept == content)
            }
            switch policy {
            case "rename": #expect(try body.isContent(ofFile: home.path("file (1).bin")))
            case "overwrite": #expect(try body.isContent(ofFile: home.path("file.bin")))
            default: #expect(origin.bytesServed <= 300_000)
            }
            if code != 0 { #expect(result.errors.contains("file.bin"), "\(result.errors)") }
            try await origin.stop()
        }
    }

    @Test(arguments: ["folder", "pipe"], [1_000, 1_000_000] as [Int64])
    func `a folder or a pipe is neither replaced nor taken for the file`(
        _ kind: String, _ size: Int64
    ) async throws {
        try await Turns.shared.take {
            let body = Body.pattern(size)
            let origin = try await FaultOrigin.start(body: body)
            for policy in ["overwrite", "skip", "fail", "rename"] {
                let home = try Home()
                let path = home.path("file.bin")
                #expect((kind == "folder" ? mkdir(path, 0o700) : mkfifo(path, 0o600)) == 0)
                let result = try await home.get("--on-exists", policy, origin.url())
                #expect(home.unfinished.isEmpty)
                var facts = stat()
                #expect(lstat(path, &facts) == 0 && facts.st_mode & S_IFMT != S_IFREG)
                if policy == "rename" {
                    #expect(result.exitCode == 0, "\(result.errors)")
                    #expect(try body.isContent(ofFile: home.path("file (1).bin")))
                    continue
                }
                let what = kind == "folder" ? "a folder" : "not a regular file"
                #expect(
                    result.errors.contains(
                        "file.bin: failed: file.bin is \(what) and is not replaced; choose another"
                            + " name with -o or another folder with -d ("), "\(result.errors)")
                #expect(result.exitCode == 1 && result.output.isEmpty)
            }
            try await origin.stop()
        }
    }

    @Test func `the second of two equal names in one command is reported as skipped`()
        async throws
    {
        try await Turns.shared.take {
            let body = Body.pattern(300_000)
            let origin = try await FaultOrigin.start(body: body)
            let home = try Home()
            let result = try await home.get(
                "--on-exists", "skip", "--json", origin.url(), origin.url())
            #expect(result.exitCode == 0, "\(result.errors)")
            #expect(home.finished == ["file.bin"] && home.unfinished.isEmpty)
            #expect(try body.isContent(ofFile: home.path("file.bin")))
            let skipped = result.output.split(separator: "\n").filter {
                $0.contains("\"skipped\":true")
            }
            #expect(skipped.count == 1 && skipped[0].contains("\"received\":0"), "\(result.output)")
            let again = try await home.get("--on-exists", "skip", origin.url())
            #expect(again.errors.contains("file.bin: already exists, skipped"))
            try await origin.stop()
        }
    }

    @Test(arguments: [3_000, 3_000_000] as [Int64])
    func `the second of two equal names in one command overwrites only older files`(
        _ size: Int64
    ) async throws {
        try await Turns.shared.take {
            let body = Body.pattern(size)
            let origin = try await FaultOrigin.start(body: body)
            let home = try Home()
            try "mine".write(toFile: home.path("same.bin"), atomically: true, encoding: .utf8)
            for _ in 1...2 {
                let result = try await home.get(
                    "--on-exists", "overwrite", origin.url("/p/same.bin?1"),
                    origin.url("/q/same.bin?2"))
                #expect(result.exitCode == 0, "\(result.errors)")
                #expect(Set(result.output.split(separator: "\n")).count == 2, "\(result.output)")
                #expect(try body.isContent(ofFile: home.path("same.bin")))
                #expect(try body.isContent(ofFile: home.path("same (1).bin")))
            }
            try await origin.stop()
        }
    }

    @Test(arguments: ["-q", "-v", "--json"])
    func `a part file that is not resumed is reported`(_ option: String) async throws {
        try await Turns.shared.take {
            for size: Int64 in [3_000, 3_000_000] {
                let origin = try await FaultOrigin.start(body: .pattern(size))
                let home = try Home()
                try "backup".write(
                    toFile: home.path("file.bin.part"), atomically: true, encoding: .utf8)
                let result = try await home.get(option, origin.url())
                #expect(result.exitCode == 0, "\(result.errors)")
                let told = option == "--json" ? result.output : result.errors
                let lines = told.split(separator: "\n").filter {
                    $0.contains("does not resume file.bin.part, which does not end with")
                }
                #expect(lines.count == (option == "-q" ? 0 : 1), "\(told)")
                try await origin.stop()
            }
        }
    }

    /// Digests of a thousand zero bytes, by `sha256sum`, `sha512sum`, `sha1sum` and `md5sum`.
    private static let digests = [
        "sha256:541b3e9daa09b20bf85fa273e5cbd3e80185aa4ec298e765db87742b70138a53",
        "sha1:c577f7a37657053275f3e3ecc06ec22e6b909366",
        "md5:ede3d3b685b4e137ba4cb2521329a75e",
    ]

    private func zeros() async throws -> Nginx {
        let nginx = try await Nginx()
        try Data(count: 1000).write(to: URL(fileURLWithPath: nginx.path("zeros")))
        return nginx
    }

    @Test func `a correct checksum`() async throws {
        try await Turns.shared.take {
            let nginx = try await zeros()
            for digest in Self.digests {
                let home = try Home()
                let result = try await home.get("--checksum", digest, nginx.url("zeros"))
                #expect(result.exitCode == 0, "\(digest): \(result.errors)")
                #expect(home.finished == ["zeros"])
            }
        }
    }

    @Test func `a wrong checksum: both values are reported, and no file of the name`()
        async throws
    {
        try await Turns.shared.take {
            let nginx = try await zeros()
            let home = try Home()
            let wrong = "sha256:" + String(repeating: "0f", count: 32)
            let result = try await home.get("--checksum", wrong, nginx.url("zeros"))
            #expect(result.exitCode == 1)
            #expect(result.output.isEmpty)
            #expect(result.errors.contains(String(wrong.dropFirst(7))), "\(result.errors)")
            #expect(result.errors.contains(String(Self.digests[0].dropFirst(7))))
            #expect(home.finished == ["zeros.bad"])
            #expect(home.unfinished.isEmpty)
            // The retry starts over and leaves the file set aside alone.
            let right = try await home.get("--checksum", Self.digests[0], nginx.url("zeros"))
            #expect(right.exitCode == 0, "\(right.errors)")
            #expect(home.finished == ["zeros", "zeros.bad"])
        }
    }

    @Test func `a checksum file beside it is used on request`() async throws {
        try await Turns.shared.take {
            let nginx = try await zeros()
            let home = try Home()
            let missing = try await home.get("--checksum", "auto", nginx.url("zeros"))
            #expect(missing.exitCode == 1)
            #expect(
                missing.errors.contains("no checksum found for zeros"), "\(missing.errors)")
            try "\(Self.digests[0].dropFirst(7))  zeros\n".write(
                toFile: nginx.path("SHA256SUMS"), atomically: true, encoding: .utf8)
            let right = try await home.get(
                "--json", "--checksum", "auto", nginx.url("zeros"))
            #expect(right.exitCode == 0, "\(right.errors)")
            #expect(right.output.contains("\"checksum\":\"\(Self.digests[0])\""), "\(right.output)")
            #expect(right.output.contains("\"checksumFrom\":\"file\""))
            try "\(String(repeating: "0", count: 64))  zeros\n".write(
                toFile: nginx.path("zeros.sha256"), atomically: true, encoding: .utf8)
            let other = try Home()
            let wrong = try await other.get("--checksum", "auto", nginx.url("zeros"))
            #expect(wrong.exitCode == 1)
            #expect(wrong.errors.contains("(from zeros.sha256)"), "\(wrong.errors)")
            #expect(other.finished == ["zeros.bad"])
        }
    }

    @Test func `a list with checksums, from a file and from standard input`() async throws {
        try await Turns.shared.take {
            let nginx = try await zeros()
            let home = try Home()
            let wrong = "md5:" + String(repeating: "0", count: 32)
            let list = """
                # two that are right, one that is not
                \(nginx.url("zeros"))?1 \(Self.digests[0])

                \(nginx.url("zeros"))?2\t\(Self.digests[2])
                \(nginx.url("zeros"))?3 \(wrong)

                """
            let file = try await home.get("-i", try home.write("list", list))
            #expect(file.exitCode == 1)
            #expect(file.output.split(separator: "\n").count == 2, "\(file.output)\(file.errors)")
            let other = try Home()
            let piped = try await other.get("-q", "-i", "-", input: list)
            #expect(piped.exitCode == 1)
            #expect(piped.output.split(separator: "\n").count == 2)
            #expect(piped.errors.split(separator: "\n").count == 1, "\(piped.errors)")
        }
    }

    @Test func `an error in a list names file and line, and the others are fetched`() async throws {
        try await Turns.shared.take {
            let nginx = try await zeros()
            let home = try Home()
            let file = try home.write(
                "list", "nonsense\n\(nginx.url("zeros")) what\n\(nginx.url("zeros"))\n")
            let result = try await home.get("-i", file)
            #expect(result.exitCode == 1)
            #expect(result.errors.contains("list:2: "), "\(result.errors)")
            #expect(home.finished == ["zeros"])
        }
    }

    @Test func `folders and names are as given, and created if missing`() async throws {
        try await Turns.shared.take {
            let nginx = try await zeros()
            let home = try Home()
            let url = nginx.url("zeros")
            for arguments in [
                ["-d", "a/b", url], ["-o", "c/d", url], ["-d", "a", "-o", "e", url],
            ] {
                let result = try await Program.run(
                    [Program.pdlTUI, "get"] + arguments, environment: home.environment,
                    directory: home.downloads)
                #expect(result.exitCode == 0, "\(arguments): \(result.errors)")
            }
            #expect(home.finished == ["a/b/zeros", "a/e", "c/d"])
        }
    }

    @Test func `the modification time is the server's, on request`() async throws {
        try await Turns.shared.take {
            let nginx = try await zeros()
            let large = nginx.path("large")
            try Data(count: 3 << 20).write(to: URL(fileURLWithPath: large))
            let old = Date(timeIntervalSince1970: 951_782_400)
            for path in [nginx.path("zeros"), large] {
                try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: path)
            }
            func time(_ path: String) throws -> Date? {
                try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
            }
            for (options, isOld) in [(["--file-time", "server"], true), ([], false)] {
                let home = try Home()
                let result = try await home.get(
                    options + ["-n", "3", nginx.url("zeros"), nginx.url("large")])
                #expect(result.exitCode == 0, "\(result.errors)")
                for name in ["zeros", "large"] {
                    #expect((try time(home.path(name)) == old) == isOld, "\(name) \(options)")
                }
            }
        }
    }

    @Test func `files are saved to the folder of their kind`() async throws {
        try await Turns.shared.take {
            let origin = try await FaultOrigin.start(body: .pattern(1000))
            let home = try Home()
            let config = try home.write("some.toml", "[folders]\nvideos = \"films\"\n")
            let result = try await home.get(
                "--config", config, origin.url("/a.MKV"), origin.url("/b.txt"))
            #expect(result.exitCode == 0, "\(result.errors)")
            #expect(home.finished == ["b.txt", "films/a.MKV"])
            try await origin.stop()
        }
    }

    @Test func `hooks run for each end, with three descriptors and no output of ours`()
        async throws
    {
        try await Turns.shared.take {
            let origin = try await FaultOrigin.start(
                body: .pattern(1000), .when(.path("/gone"), .status(404)))
            let home = try Home()
            let hook = try home.write(
                "hook.sh",
                """
                #!/bin/sh
                echo noise
                echo "$PDL_EVENT $PDL_NAME $PDL_SIZE $(ls /proc/self/fd | wc -l)" >>"$1"

                """)
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o755], ofItemAtPath: hook)
            let log = home.folder.file("home/log")
            let result = try await home.get(
                "-j", "1", origin.url("/a.bin"), origin.url("/gone"),
                environment: [
                    "PDL_ON_COMPLETE": "\(hook)\n\(log)", "PDL_ON_FAIL": "\(hook)\n\(log)",
                ])
            #expect(result.exitCode == 1)
            #expect(result.output == home.path("a.bin") + "\n")
            // Hooks do not wait for each other. The fourth descriptor is the folder that ls reads.
            let lines = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
            #expect(lines.sorted() == ["done a.bin 1000 4", "failed gone 0 4"])
            try await origin.stop()
        }
    }
}
