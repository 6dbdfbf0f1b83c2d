@testable import DownloadCore
import Testing

/// A server and its network path, as far as they determine the speed of a download.
struct Link: CustomTestStringConvertible, Sendable {
    var name: String
    var size: Int64 = 256 << 20
    /// The throughput of one connection, in bytes per second.
    var each = Double.infinity
    /// The total throughput of all connections, in bytes per second.
    var all = 4e9
    /// The maximum number of concurrent responses; further requests are refused.
    var most = Int.max
    /// The round-trip time, in seconds.
    var trip = 0.000_5
    /// Whether a connection starts with ten packets per round trip and doubles them in each.
    var startsSlowly = false
    /// The fraction of packets lost, if it starts slowly.
    var loss = 0.0
    /// The maximum number of bytes per response.
    var rangeCap: Int64?
    /// The initial burst of a request, not limited by `each`.
    var burst: Int64 = 0
    /// The maximum number of connections that `auto` reaches.
    var autoMost = 16
    /// The candidates for the best number of connections.
    var rivals = [16]

    var testDescription: String { name }
}

/// A simulated download over a link: its rules, the host's ceiling and its bytes.
struct LinkModel {
    private struct Connection {
        var order: LaneOrder
        var answersAt: Double
        var window: CongestionWindow
        var position: Int64
        /// The end of the response body.
        var bodyEnd: Int64
        /// Where the lane stops.
        var end: Int64
        var burst: Int64
        var isAccepted = false
        /// The received fraction of a byte.
        var rest = 0.0
    }

    private let link: Link
    private(set) var download: Download
    private(set) var requests = 0
    private(set) var time = 0.0
    private var ceiling: HostCeiling
    private var connections: [LaneID: Connection] = [:]
    /// The windows of idle connections.
    private var warm: [CongestionWindow] = []
    private var random = SeededRandom(seed: 1)
    private var isFinished = false
    private var nextSample = 0.0

    private static let pace = 0.005

    /// Fetches a file over the link with this number of fragments.
    init(_ link: Link, _ fragments: FragmentCount) {
        self.link = link
        var request = DownloadRequest(source: "http://a.example/f.bin", directory: "/d")
        request.fragments = fragments
        var policy = Download.Policy()
        policy.autoMost = link.autoMost
        download = Download(id: DownloadID(1), request: request, policy: policy)
        ceiling = HostCeiling(most: link.autoMost)
        send(.start)
        send(.partFound(nil))
        while !isFinished, time < 600 {
            time += LinkModel.pace
            advance()
        }
    }

    private var now: Download.Now { Download.Now(Instant(seconds: time)) }

    private mutating func send(_ event: Download.Event) {
        perform(download.handle(event, at: now))
    }

    private mutating func perform(_ effects: [Download.Effect]) {
        for effect in effects {
            switch effect {
            case .open(let id, let order): open(id, order)
            case .accept(let id, let position, _):
                connections[id]?.isAccepted = true
                connections[id]?.position = position
            case .setEnd(let id, let end): connections[id]?.end = end
            case .stop(let id): connections[id] = nil
            case .finishPart: isFinished = true
            case .hostAccepted(let url): ceiling.accepted(url, serving: download.serving)
            case .hostRefused(let url, _):
                let serving = download.serving
                ceiling.refused(url, isServed: serving > 0, serving: serving, at: now.instant)
            default: break
            }
        }
    }

    private mutating func open(_ id: LaneID, _ order: LaneOrder) {
        requests += 1
        // A new connection takes one more round trip.
        let window = warm.popLast()
        let start = order.range?.start ?? 0
        let asked = min(order.range?.end ?? .max, link.size)
        connections[id] = Connection(
            order: order, answersAt: time + link.trip * (window == nil ? 2 : 1),
            window: window ?? CongestionWindow(trip: link.trip, startsSlowly: link.startsSlowly),
            position: start,
            bodyEnd: min(asked, start + (link.rangeCap ?? link.size)), end: order.end,
            burst: link.burst)
    }

    private mutating func advance() {
        for id in connections.keys.sorted() {
            guard let connection = connections[id], !connection.isAccepted,
                connection.answersAt <= time
            else { continue }
            answer(id, connection)
        }
        flow()
        if time >= nextSample {
            nextSample = time + Concurrency.samplePace(isTuning: download.isTuning)
            perform(download.tick(at: now))
            ceiling.rise(inUse: connections.count, at: now.instant)
        }
        let free = max(0, ceiling.allowed - connections.count)
        perform(download.fill(allowance: free, at: now))
    }

    private mutating func answer(_ id: LaneID, _ connection: Connection) {
        guard connections.values.count(where: \.isAccepted) < link.most else {
            let error = DownloadError(.busy, "503 Service Unavailable", status: 503)
            return send(.head(id, .busy(error, retryAfter: nil), HeadFacts(status: 503)))
        }
        let range = ByteRange(connection.position, connection.bodyEnd)
        send(.head(id, .part(range, Offer(length: link.size)), HeadFacts(status: 206)))
    }

    /// Delivers the bytes of one step.
    private mutating func flow() {
        let ids = connections.keys.sorted().filter { connections[$0]?.isAccepted == true }
        let wants = ids.map { id -> Double in
            guard let connection = connections[id] else { return 0 }
            let each = min(link.each, link.all) * LinkModel.pace + Double(connection.burst)
            return min(each, connection.window.speed * LinkModel.pace)
        }
        let share = min(1, link.all * LinkModel.pace / max(1, wants.reduce(0, +)))
        for (id, want) in zip(ids, wants) {
            guard var connection = connections[id] else { continue }
            let bytes = want * share + connection.rest
            let given = min(
                Int64(bytes), min(connection.end, connection.bodyEnd) - connection.position)
            connection.rest = bytes - bytes.rounded(.down)
            connection.position += given
            connection.burst = max(0, connection.burst - given)
            let lost = Double(given) / CongestionWindow.packet * link.loss
            if Double.random(in: 0..<1, using: &random) < lost {
                connection.window.lost(at: time)
            } else if share == 1 {
                connection.window.grow(for: LinkModel.pace)
            }
            connections[id] = connection
            download.advance(id, to: connection.position, at: now.instant)
            if connection.position >= connection.bodyEnd {
                connections[id] = nil
                warm.append(connection.window)
                send(.ended(id, .complete))
            } else if connection.position >= connection.end {
                send(.reachedEnd(id))
            }
        }
    }
}

/// The sending rate of a connection, as congestion control determines it.
private struct CongestionWindow {
    /// The bytes of a packet.
    static let packet = 1_448.0

    /// The rate in bytes per second.
    private(set) var speed: Double
    private let trip: Double
    private let startsSlowly: Bool
    /// When the last loss was repaired; `nil` before the first one.
    private var recoveredAt: Double?

    init(trip: Double, startsSlowly: Bool) {
        (self.trip, self.startsSlowly) = (trip, startsSlowly)
        speed = startsSlowly ? 10 * CongestionWindow.packet / trip : .infinity
    }

    /// Grows for some seconds: it doubles per round trip until the first loss, and adds one packet
    /// per round trip from then on.
    mutating func grow(for seconds: Double) {
        guard startsSlowly else { return }
        speed += seconds / trip * (recoveredAt == nil ? speed : CongestionWindow.packet / trip)
    }

    /// Handles a lost packet: all losses of one round trip count as one.
    mutating func lost(at time: Double) {
        guard startsSlowly, time >= recoveredAt ?? 0 else { return }
        speed = max(speed * 0.7, 2 * CongestionWindow.packet / trip)
        recoveredAt = time + trip
    }
}
