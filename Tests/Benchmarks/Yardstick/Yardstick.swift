import ArgumentParser
import CLibcurl
import Foundation
import Harness

/// The minimum cost of an engine on libcurl: equal ranges, no retries, no display.
enum Yardstick {
    /// Returns tools for one file, with one thread and with two.
    static func tools(size: Int64) -> [Tool] {
        [
            one("libcurl alone", size: size, []),
            one("libcurl alone, 2 threads", size: size, ["--threads", "2"]),
        ]
    }

    /// Returns a tool for one file with `ranges` concurrent ranges.
    static func tool(size: Int64, ranges: Int) -> Tool {
        one("libcurl alone, \(ranges) ranges", size: size, ["-n", "\(ranges)"])
    }

    private static func one(_ name: String, size: Int64, _ settings: [String]) -> Tool {
        Tool(name: name, version: []) { job in
            let trust = job.authority.map { ["--cacert", $0] } ?? []
            let count = settings.contains("-n") ? [] : ["-n", "\(job.connections)"]
            return command + trust + settings + count + [
                "--size", "\(size)", "--output", job.output, job.url,
            ]
        }
    }

    /// Downloads many files.
    static let files = Tool(name: "libcurl alone", version: []) { job in
        command + ["-n", "\(job.connections)", "--list", job.list, "--output", job.output]
    }

    private static let command = [Program.buildFolder + "/Benchmarks", "raw"]
}

/// Runs a yardstick.
struct Raw: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Fetches with libcurl alone, for another command.", shouldDisplay: false)

    @Argument(help: "The URL of a file.")
    var url: String?

    @Option(help: "The size of the file.")
    var size: Int64 = 0

    @Option(help: "A file of URLs to fetch instead.")
    var list: String?

    @Option(help: "The file to write; with a list, the folder.")
    var output: String

    @Option(name: .shortAndLong, help: "Connections.")
    var n = 16

    @Option(help: "Threads.")
    var threads = 1

    @Option(help: "The certificates to trust.")
    var cacert: String?

    func run() throws {
        curl_global_init(Int(CURL_GLOBAL_ALL))
        let work = RawWork(try parts())
        let loops = (0..<threads).map { number in
            RawLoop(work, handles: (n + threads - 1 - number) / threads, authority: cacert)
        }
        let group = DispatchGroup()
        for loop in loops.dropFirst() {
            group.enter()
            Thread {
                loop.run()
                group.leave()
            }.start()
        }
        loops[0].run()
        group.wait()
        if let failure = work.failure { throw NotInTime(failure) }
    }

    /// Returns the requests to make.
    private func parts() throws -> [RawPart] {
        if let list {
            let lines = try String(contentsOfFile: list, encoding: .utf8).split(separator: "\n")
            return lines.map { line in
                let name = line.split(separator: "/").last ?? ""
                return RawPart(url: String(line), path: "\(output)/\(name)")
            }
        }
        let file = open(output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard file >= 0, ftruncate(file, Int(size)) == 0, let url else {
            throw NotInTime("\(output): \(String(cString: strerror(errno)))")
        }
        let share = (size + Int64(n) - 1) / Int64(n)
        return stride(from: 0, to: size, by: Int64.Stride(share)).map { start in
            RawPart(url: url, file: file, range: start..<min(start + share, size))
        }
    }
}
