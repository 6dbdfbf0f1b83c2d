import Glibc
import NIOCore
import NIOPosix
import Synchronization

/// An FTP server on the loopback that misbehaves by script and records commands.
///
/// It serves one file under every name, in passive mode.
package final class FTPOrigin: Sendable {
    private struct State {
        var script: FTPScript
        var commands: [String] = []
        var retrievals = 0
        var bytesServed: Int64 = 0
        var channels: [ObjectIdentifier: any Channel] = [:]
        var isStopped = false
    }

    /// The listening port.
    package let port: Int
    let loop: any EventLoop
    private let listener: any Channel
    private let state: Mutex<State>

    private init(_ script: FTPScript, loop: any EventLoop, listener: any Channel) {
        self.loop = loop
        self.listener = listener
        port = listener.localAddress?.port ?? 0
        state = Mutex(State(script: script))
    }

    /// Starts a server.
    ///
    /// - Throws: The system's error when no port is available.
    package static func start(_ script: FTPScript) async throws -> FTPOrigin {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let owner = Owner()
        let listener = try await ServerBootstrap(group: loop)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let origin = owner.origin else { return }
                    origin.note(channel)
                    try channel.pipeline.syncOperations.addHandler(
                        FTPSession(origin: origin, control: channel))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let origin = FTPOrigin(script, loop: loop, listener: listener)
        owner.origin = origin
        return origin
    }

    /// Starts a correct server of `body`, as modified by `change`.
    package static func start(
        _ body: Body, _ change: (inout FTPScript) -> Void = { _ in }
    ) async throws -> FTPOrigin {
        var script = FTPScript(body)
        change(&script)
        return try await start(script)
    }

    /// Returns the URL of a file.
    package func url(_ name: String = "file.bin") -> String { "ftp://127.0.0.1:\(port)/\(name)" }

    /// The commands received so far, including passwords.
    package var commands: [String] { state.withLock { $0.commands } }

    /// The number of REST commands with a position greater than 0.
    package var restarts: Int { commands.count { $0.hasPrefix("REST ") && $0 != "REST 0" } }

    /// File bytes accepted by sockets.
    package var bytesServed: Int64 { state.withLock { $0.bytesServed } }

    /// The number of open connections.
    package var openConnections: Int { state.withLock { $0.channels.count } }

    /// Changes the script for all future commands.
    package func change(_ change: (inout FTPScript) -> Void) {
        state.withLock { change(&$0.script) }
    }

    /// Releases the held bytes.
    package func release() { change { $0.heldFrom = .max } }

    /// Closes everything and waits for completion.
    package func stop() async throws {
        let open = state.withLock { state in
            state.isStopped = true
            return Array(state.channels.values)
        }
        for channel in open + [listener] {
            channel.close(promise: nil)
            try? await channel.closeFuture.get()
        }
    }

    // MARK: For its sessions

    var script: FTPScript { state.withLock { $0.script } }

    func note(_ channel: any Channel) {
        state.withLock { $0.channels[ObjectIdentifier(channel)] = channel }
        channel.closeFuture.whenComplete { _ in
            self.state.withLock { _ = $0.channels.removeValue(forKey: ObjectIdentifier(channel)) }
        }
    }

    func note(command: String) { state.withLock { $0.commands.append(command) } }

    func nextRetrieval() -> Int {
        state.withLock { state in
            state.retrievals += 1
            return state.retrievals
        }
    }

    func count(_ bytes: Int) { state.withLock { $0.bytesServed += Int64(bytes) } }

    var isStopped: Bool { state.withLock { $0.isStopped } }

    /// Hands the origin to its listener, which is created first.
    private final class Owner: Sendable {
        private let held = Mutex<FTPOrigin?>(nil)
        var origin: FTPOrigin? {
            get { held.withLock { $0 } }
            set { held.withLock { $0 = newValue } }
        }
    }
}
