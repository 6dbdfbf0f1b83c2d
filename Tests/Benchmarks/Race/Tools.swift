import Foundation

/// The tools, each with the options that performed best in trials.
extension Tool {
    /// Returns all tools, pdl-tui first.
    ///
    /// - Parameter program: The path of pdl-tui.
    /// - Returns: The tools, including those not installed.
    static func all(program: String) -> [Tool] {
        [
            pdlTUI(program), pdlTUI(program, isAuto: true), aria2, aria2Next, axel, wget2, lftp,
            curl, hfTransfer,
        ]
    }

    /// Returns pdl-tui with a fixed number of fragments, or with `auto`.
    static func pdlTUI(_ program: String, isAuto: Bool = false) -> Tool {
        Tool(name: isAuto ? "pdl-tui, auto" : "pdl-tui", version: [program, "--version"]) { job in
            let trust = job.authority.map { ["--cacert", $0] } ?? []
            let start = [program, "get"] + (job.need == .shown ? [] : ["-q"]) + trust
            if job.need == .list {
                guard !isAuto else { return nil }
                return start + ["-j", "\(job.connections)", "-d", job.output, "-i", job.list]
            }
            let count = isAuto ? "auto" : "\(job.connections)"
            return start + ["-n", count, "-o", job.output, job.url]
        }
    }

    private static func aria(
        _ program: String, _ job: Job, own: [String], resume: [String], hard: [String]
    ) -> [String] {
        let count = "\(job.connections)"
        var start = [program, "--no-conf"] + (job.need == .shown ? [] : ["-q"]) + own
        if let authority = job.authority { start.append("--ca-certificate=\(authority)") }
        if job.need == .list {
            return start + ["-j\(count)", "-x1", "-s1", "-d", job.output, "-i", job.list]
        }
        start += ["-x\(count)", "-s\(count)", "-k1M", "-d", job.folder, "-o", job.name]
        switch job.need {
        case .resume: start += resume
        case .hard: start += hard
        // Without a wait it gives up on a 503.
        case .busy: start += ["-m0", "--retry-wait=1"]
        case .file, .list, .shown: break
        }
        return start + [job.url]
    }

    static let aria2 = Tool(name: "aria2", version: ["aria2c", "--version"]) { job in
        aria(
            "aria2c", job, own: ["--file-allocation=none"],
            // By default it saves its state once per minute, and a kill before that loses
            // everything.
            resume: ["-c", "--auto-save-interval=1"],
            hard: ["-m0", "--retry-wait=0", "--timeout=5", "--connect-timeout=5"])
    }

    static let aria2Next = Tool(name: "aria2-next", version: ["aria2-next", "--version"]) { job in
        aria(
            "aria2-next", job, own: [], resume: ["-c"],
            hard: ["-m0", "--timeout=5", "--connect-timeout=5"])
    }

    static let axel = Tool(name: "axel", version: ["axel", "--version"]) { job in
        let start = ["axel", job.need == .shown ? "-a" : "-q", "-n", "\(job.connections)"]
        // It cannot match the IP address in a certificate, so verification is disabled.
        let trust = job.authority == nil ? [] : ["-k"]
        let hard = job.need == .hard || job.need == .busy ? ["-T", "5"] : []
        return job.need == .list ? nil : start + trust + hard + ["-o", job.output, job.url]
    }

    /// Settings for which axel has no options, for its configuration file.
    static let axelSettings = """
        buffer_size = 1048576
        reconnect_delay = 1
        save_state_interval = 1

        """

    /// With chunks (`--chunk-size`) it downloads them sequentially and is slower.
    static let wget2 = Tool(
        name: "wget2", version: ["wget2", "--version"], isSingle: true
    ) { job in
        let show = job.need == .shown ? ["--progress=bar", "--force-progress"] : ["-q"]
        let trust = job.authority.map { ["--ca-certificate=\($0)"] } ?? []
        let start = ["wget2", "--max-threads=\(job.connections)"] + show + trust
        switch job.need {
        case .list: return start + ["-P", job.output, "-i", job.list]
        case .resume: return start + ["-c", "-O", job.output, job.url]
        case .hard, .busy:
            let hard = ["--tries=0", "--waitretry=0", "--timeout=5"]
            return start + hard + ["-O", job.output, job.url]
        case .file, .shown: return start + ["-O", job.output, job.url]
        }
    }

    static let lftp = Tool(name: "lftp", version: ["lftp", "--version"]) { job in
        if job.need == .list {
            let urls = job.names.map { job.url + $0 }.joined(separator: " ")
            let script = job.list + ".lftp"
            let text = "set xfer:parallel \(job.connections)\nget -O \(job.output) \(urls)\n"
            try text.write(toFile: script, atomically: false, encoding: .utf8)
            return ["lftp", "-f", script]
        }
        // By default it saves its state every 10 seconds; a kill before that leaves a file with
        // holes.
        var settings = [
            "set xfer:clobber on", "set net:reconnect-interval-base 1",
            "set net:reconnect-interval-multiplier 1", "set pget:save-status 1s",
        ]
        if let authority = job.authority { settings.append("set ssl:ca-file \(authority)") }
        if job.need == .hard || job.need == .busy {
            settings += [
                "set net:timeout 5", "set net:max-retries 0", "set net:persist-retries 1000000",
            ]
        }
        let goOn = job.need == .resume ? "-c " : ""
        let get = "pget \(goOn)-n \(job.connections) \(job.url) -o \(job.output)"
        return ["lftp", "-c", (settings + [get]).joined(separator: "; ")]
    }

    static let curl = Tool(name: "curl", version: ["curl", "--version"], isSingle: true) { job in
        let trust = job.authority.map { ["--http1.1", "--cacert", $0] } ?? []
        let start = ["curl", "-f"] + (job.need == .shown ? [] : ["-sS"]) + trust
        switch job.need {
        case .list:
            let text = job.names.map { "url=\(job.url)\($0)\noutput=\(job.output)/\($0)\n" }
            let list = job.list + ".curl"
            try text.joined().write(toFile: list, atomically: false, encoding: .utf8)
            return start + ["-Z", "--parallel-max", "\(job.connections)", "-K", list]
        case .resume: return start + ["-C", "-", "-o", job.output, job.url]
        case .hard, .busy:
            // Its own --retry starts over, so users run it in a loop.
            let words = "curl -sS -f -y 5 -Y 1 -C - -o \(job.output) \(job.url)"
            return ["sh", "-c", "until \(words); do :; done"]
        case .file, .shown: return start + ["-o", job.output, job.url]
        }
    }

    static let hfTransfer = Tool(
        name: "hf_transfer",
        version: [
            "python3", "-c",
            "from importlib.metadata import version as v; import hf_transfer; "
                + "print('hf_transfer', v('hf_transfer'))",
        ]
    ) { job in
        let call = "'\(job.url)', '\(job.output)', \(job.connections), 1048576"
        let hard = ", parallel_failures=\(job.connections) - 1, max_retries=1000"
        switch job.need {
        case .file where job.authority == nil:
            return ["python3", "-c", "import hf_transfer as h; h.download(\(call))"]
        case .hard, .busy:
            return ["python3", "-c", "import hf_transfer as h; h.download(\(call)\(hard))"]
        case .file, .list, .resume, .shown: return nil
        }
    }
}
