import Foundation
import Synchronization

@testable import EngineLink

/// A folder for one endpoint, removed with its last owner.
final class LinkFolder: Sendable {
    let endpoint: Endpoint

    init(deep: Bool = false) throws {
        let name =
            "link-\(UUID().uuidString)" + (deep ? String(repeating: "/deeper", count: 20) : "")
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(name).path
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        endpoint = Endpoint(folder: path + "/pdl-tui")
    }

    deinit {
        let parts = endpoint.folder.components(separatedBy: "/link-")
        let top = parts[0] + "/link-" + (parts[1].components(separatedBy: "/")[0])
        try? FileManager.default.removeItem(atPath: top)
    }
}

/// A fake engine that listens.
struct Listening {
    let folder: LinkFolder
    let engine: FakeEngine
    let server: EngineServer
    let stops = Counter()
    private let clients = Clients()

    /// Keeps clients connected as long as the engine: a released client disconnects.
    private final class Clients: Sendable {
        let all = Mutex<[EngineClient]>([])
    }

    init(downloads: Int = 0, folder: LinkFolder? = nil) throws {
        self.folder = try folder ?? LinkFolder()
        engine = FakeEngine(downloads: downloads)
        server = try EngineServer(
            EngineClaim(self.folder.endpoint), service: engine, version: "1",
            stop: { [stops] in stops.add() })
    }

    func client() throws -> EngineClient {
        guard let client = try EngineClient.connect(folder.endpoint, version: "1") else {
            throw LinkError.failed("no listener")
        }
        clients.all.withLock { $0.append(client) }
        return client
    }
}
