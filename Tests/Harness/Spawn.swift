import Foundation

/// The start of a program as a process of its own.
package enum Spawn {
    /// A file that the program gets as one of its descriptors.
    package struct Stream: Sendable {
        let descriptor: Int32
        let path: String
        let flags: Int32

        /// It reads from this file.
        package static func input(_ path: String) -> Stream {
            Stream(descriptor: 0, path: path, flags: O_RDONLY)
        }

        /// It writes to the end of this file.
        package static func output(_ path: String, descriptor: Int32) -> Stream {
            Stream(descriptor: descriptor, path: path, flags: O_WRONLY | O_CREAT | O_APPEND)
        }

        /// It reads from this terminal and writes to it.
        package static func terminal(_ path: String) -> [Stream] {
            (0...2).map { Stream(descriptor: $0, path: path, flags: O_RDWR) }
        }
    }

    /// What else a program may be a leader of.
    package enum Leader: Sendable {
        /// Of nothing.
        case none
        /// Of a process group, so that all of it can be ended.
        case group
        /// Of a session: the first terminal that it opens becomes its own.
        case session
    }

    /// `POSIX_SPAWN_SETSID` (spawn.h), which Swift does not see.
    private static let newSession: Int16 = 0x80

    /// Starts a program.
    ///
    /// It gets no open file of this process but its own three, or a connection that is closed here
    /// would stay open there, and none of the signals that are blocked or ignored here.
    ///
    /// - Parameters:
    ///   - path: The program's path.
    ///   - arguments: Its arguments with its name.
    ///   - environment: Its whole environment.
    ///   - streams: Its input, output and errors.
    ///   - leader: What it leads.
    /// - Returns: The number of its process.
    /// - Throws: `NotInTime` with what the system says.
    package static func start(
        _ path: String, _ arguments: [String], environment: [String: String], streams: [Stream],
        leader: Leader = .none
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for stream in streams {
            posix_spawn_file_actions_addopen(
                &actions, stream.descriptor, stream.path, stream.flags, 0o600)
        }
        for descriptor in 3..<min(1024, getdtablesize()) {
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
