import Foundation

/// Starts programs as child processes.
package enum Spawn {
    /// A file opened as one of the program's descriptors.
    package struct Stream: Sendable {
        let descriptor: Int32
        let path: String
        let flags: Int32
        /// The descriptor of this process to pass on, in place of a file.
        var source: Int32?

        /// Opens a file as standard input.
        package static func input(_ path: String) -> Stream {
            Stream(descriptor: 0, path: path, flags: O_RDONLY)
        }

        /// Opens a file for appending output.
        package static func output(_ path: String, descriptor: Int32) -> Stream {
            Stream(descriptor: descriptor, path: path, flags: O_WRONLY | O_CREAT | O_APPEND)
        }

        /// Passes on a descriptor of this process.
        package static func inherited(_ source: Int32, as descriptor: Int32) -> Stream {
            Stream(descriptor: descriptor, path: "", flags: 0, source: source)
        }

        /// Opens a terminal as input, output and errors.
        package static func terminal(_ path: String) -> [Stream] {
            (0...2).map { Stream(descriptor: $0, path: path, flags: O_RDWR) }
        }
    }

    /// What the new process leads.
    package enum Leader: Sendable {
        /// Nothing.
        case none
        /// A process group, so that all of it can be killed.
        case group
        /// A session: the first terminal that it opens becomes its controlling terminal.
        case session
    }

    /// `POSIX_SPAWN_SETSID` (spawn.h), which Swift does not import.
    private static let newSession: Int16 = 0x80

    /// Starts a program.
    ///
    /// It inherits no open files but its streams: otherwise a connection closed here would
    /// stay open there. Signals blocked or ignored here are reset.
    ///
    /// - Parameters:
    ///   - path: The program's path.
    ///   - arguments: Its arguments, including its name.
    ///   - environment: Its whole environment.
    ///   - streams: Its input, output and errors.
    ///   - leader: What it leads.
    /// - Returns: The process ID.
    /// - Throws: `NotInTime` with the system's error.
    package static func start(
        _ path: String, _ arguments: [String], environment: [String: String], streams: [Stream],
        leader: Leader = .none
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for stream in streams {
            if let source = stream.source {
                posix_spawn_file_actions_adddup2(&actions, source, stream.descriptor)
            } else {
                posix_spawn_file_actions_addopen(
                    &actions, stream.descriptor, stream.path, stream.flags, 0o600)
            }
        }
        let passed = Set(streams.map(\.descriptor))
        for descriptor in 3..<min(1024, getdtablesize()) where !passed.contains(descriptor) {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        let flags = Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF)
        switch leader {
        case .none: posix_spawnattr_setflags(&attributes, flags)
        case .group: posix_spawnattr_setflags(&attributes, flags | Int16(POSIX_SPAWN_SETPGROUP))
        case .session: posix_spawnattr_setflags(&attributes, flags | newSession)
        }
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        var settings: [UnsafeMutablePointer<CChar>?] =
            environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (words + settings).forEach { free($0) } }
        var number = pid_t()
        let failure = posix_spawn(&number, path, &actions, &attributes, &words, &settings)
        guard failure == 0 else {
            throw NotInTime("\(path) cannot be started: \(String(cString: strerror(failure)))")
        }
        return number
    }
}
