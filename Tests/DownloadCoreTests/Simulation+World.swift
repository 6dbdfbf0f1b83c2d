@testable import DownloadCore

/// The disk and the server of a simulation.
extension Simulation {
    // MARK: Effects

    mutating func perform(_ effects: [Download.Effect]) {
        transcript.add(effects, log: download.log.events, at: time)
        for effect in effects {
            switch effect {
            case .lookUpPart: lookUp()
            case .createPart(_, let identity), .restartPart(let identity):
                let restarts = if case .restartPart = effect { true } else { false }
                if restarts != isPartOpen { defect = "\(effect) of a part that is not so" }
                isPartOpen = true
                part = Part(identity: identity, bytes: Array(repeating: 0, count: 1_000))
            case .dropBytes(let ranges):
                for range in ranges.ranges {
                    for position in range.start..<range.end where part?.bytes[Int(position)] != 0 {
                        part?.bytes[Int(position)] = 0
                        part?.count -= 1
                    }
                }
            case .releasePart: isPartOpen = false
            case .syncPart, .findDigest: break
            case .checkPieces(let ranges, let order): compare(ranges, order)
            case .readMetalink: defect = "reads a Metalink that there is none of"
            case .putAside: putAside()
            case .finishPart: finish()
            case .open(let id, let order):
                requests += 1
                mostRequests = max(mostRequests, requests)
                let wait = Double.random(in: 0.01...0.4, using: &random)
                let server = number(of: order.url)
                lanes[id] = Lane(
                    order: order, answersAt: time + wait, server: server,
                    speed: servers[server].speed * Double.random(in: 0.1...1, using: &random))
            case .gather(let id, _): replies.append(.gathered(id, whole: nil))
            case .accept(let id, let position, let overlap):
                lanes[id]?.isAccepted = true
                lanes[id]?.position = position
                lanes[id]?.firstKept = position + overlap
            case .setEnd(let id, let end): lanes[id]?.end = end
            case .stop(let id): lanes[id] = nil
            case .hostAccepted, .hostRefused: break
            }
        }
    }

    private mutating func lookUp() {
        guard let found = part else {
            replies.append(.partFound(nil))
            return
        }
        isPartOpen = true
        var covered = ByteRangeSet()
        if found.identity.length != nil {
            for (position, byte) in found.bytes.enumerated() where byte > 0 {
                covered.insert(ByteRange(Int64(position), Int64(position) + 1))
            }
        }
        keepOnly(covered)
        replies.append(
            .partFound(PartFacts(name: "f.bin", identity: found.identity, covered: covered)))
    }

    /// Handles a complete file: it must be one version of the server's file.
    private mutating func finish() {
        guard isPartOpen, let part else {
            defect = "a finish without a part file"
            return
        }
        let length = Int(download.plan.length ?? -1)
        let bytes = part.bytes[..<max(0, length)]
        // With known digests only the file is correct; otherwise any server's file is.
        let isChecked = download.request.pieces != nil
        let isRight = bytes.count == servers[0].lengths[0] && bytes.allSatisfy { $0 == 1 }
        guard isChecked ? isRight : servers.contains(where: { $0.has(bytes) }) else {
            defect = "a wrong file: \(length) bytes of \(servers.map(\.lengths)), \(bytes)"
            return
        }
        self.part = nil
        isPartOpen = false
        replies.append(.finished(name: "f.bin"))
    }

    // MARK: Bytes

    /// Serves all lanes; returns whether anything progressed or soon will.
    mutating func serve() -> Bool {
        var isBusy = false
        for id in lanes.keys.sorted() {
            guard var lane = lanes[id], time >= lane.answersAt else {
                isBusy = isBusy || lanes[id] != nil
                continue
            }
            guard lane.isAccepted else {
                answer(id, lane)
                isBusy = true
                continue
            }
            guard time >= lane.stallsUntil else { continue }
            isBusy = true
            let server = servers[lane.server]
            if server.fails(server.stalls, &random, at: time) {
                lane.stallsUntil = time + Double.random(in: 1...60, using: &random)
            }
            let wants = Int64(lane.speed * 0.1 * Double.random(in: 0...2, using: &random) + 0.9)
            let stop = min(lane.position + wants, lane.end, lane.body.end)
            let hit = write(&lane, to: stop)
            let moved = lane.position > (lanes[id]?.position ?? 0)
            lanes[id] = lane
            if moved {
                download.advance(
                    id, to: max(lane.position, lane.firstKept), at: Instant(seconds: time))
            }
            after(id, lane, overlapDiffers: hit)
        }
        return isBusy
    }

    private mutating func answer(_ id: LaneID, _ lane: Lane) {
        guard lane.answer == nil else { return }
        let number = lane.server
        let serving = lanes.values.count { $0.isAccepted && $0.server == number }
        var identity = download.version.identity
        identity?.validator = download.retrieval.validator(of: lane.order.source)
        let answer = servers[number].answer(
            lane.order, knowing: identity, serving: serving, at: time, &random)
        lanes[id]?.answer = answer
        switch answer {
        case .nothing(let error):
            lanes[id] = nil
            send(.ended(id, .failed(error)))
        case .redirect(let url):
            lanes[id] = nil
            send(.ended(id, .redirected(to: url, status: 302)))
        case .head(let judgement, let facts, let body, let version):
            lanes[id]?.body = body
            lanes[id]?.version = version
            send(.head(id, judgement, facts))
        }
    }

    /// Writes or compares; returns whether a comparison failed.
    private mutating func write(_ lane: inout Lane, to stop: Int64) -> Bool {
        let server = servers[lane.server]
        while lane.position < stop {
            let position = Int(lane.position)
            let old = part?.bytes[position] ?? 0
            let byte = server.byte(at: position, of: lane.version)
            if lane.position < lane.firstKept {
                if old != byte { return true }
            } else {
                if old != 0 { defect = "byte \(position) is written twice" }
                part?.bytes[position] = byte
                part?.count += 1
                fetched += 1
                if fetched.isMultiple(of: download.policy.minimumProgress) { requests = 0 }
            }
            lane.position += 1
        }
        return false
    }

    /// The event that libcurl would deliver now.
    private mutating func after(_ id: LaneID, _ lane: Lane, overlapDiffers: Bool) {
        let server = servers[lane.server]
        if overlapDiffers {
            lanes[id] = nil
            send(.ended(id, .overlapDiffers))
        } else if lane.position >= lane.body.end {
            lanes[id] = nil
            send(.ended(id, .complete))
        } else if server.fails(server.breaks, &random, at: time) {
            lanes[id] = nil
            send(.ended(id, .failed(DownloadError(.connection, "reset"))))
        } else if lane.position >= lane.end {
            send(.reachedEnd(id))
            if let again = lanes[id], again.position >= again.end {
                defect = "a lane is held at its end for ever"
            }
        }
    }
}
