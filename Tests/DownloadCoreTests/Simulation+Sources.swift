@testable import DownloadCore

/// Several sources of one file, some of which lie, and the digests of its pieces, if known.
extension Simulation {
    /// A simulation with mirrors that fail, lie, are slow or stall at random.
    init(withMirrors seed: UInt64) {
        self.init(seed: seed)
        // The file must not change, so that lies can be detected.
        servers[0].changes = 0
        let length = servers[0].lengths[0]
        let knowsPieces = length > 0 && Bool.random(using: &random)
        for number in 1...Int.random(in: 1...4, using: &random) {
            var mirror = SimulatedServer(&random)
            mirror.changes = 0
            mirror.number = number
            mirror.lengths = [length]
            servers.append(mirror)
        }
        for number in servers.indices { makeLiar(number, knowsPieces: knowsPieces) }
        let mirrors = (1..<servers.count).map(Simulation.mirror)
        var request = download.request
        request.sources += mirrors
        if knowsPieces {
            let piece = Int64.random(in: 1...64, using: &random)
            let count = Int((length - 1) / piece + 1)
            request.pieces = PieceDigests(
                length: piece, algorithm: .md5, bytes: Array(repeating: 0, count: count * 16))
        }
        download = Download(id: DownloadID(1), request: request, policy: download.policy)
    }

    /// The URL of a mirror.
    private static func mirror(_ number: Int) -> String { "http://m\(number).example/f.bin" }

    private mutating func makeLiar(_ number: Int, knowsPieces: Bool) {
        let lie = UInt8(20 * (number + 1))
        switch Int.random(in: 0..<8, using: &random) {
        case 0: servers[number].lie = lie
        case 1 where number > 0:
            servers[number].lie = lie
            servers[number].lengths[0] += 3
        case 2 where knowsPieces, 3 where knowsPieces:
            // Mostly correct, so that comparing some bytes does not reveal it.
            let length = servers[number].lengths[0]
            let start = Int64.random(in: 0..<length, using: &random)
            servers[number].lie = lie
            servers[number].falsehood = ByteRange(start, min(length, start + 5))
        default: break
        }
    }

    /// The number of a URL's server.
    func number(of url: String) -> Int {
        let host = url.split(separator: "/").dropFirst().first ?? ""
        return Int(host.prefix { $0 != "." }.drop { !$0.isNumber }) ?? 0
    }

    /// A URL's server.
    func server(of url: String) -> SimulatedServer { servers[number(of: url)] }

    /// Removes mirrors or adds them again, as the user might.
    mutating func editMirrors() {
        let all = (1..<servers.count).map(Simulation.mirror)
        let isAll = download.request.sources.count == servers.count
        send(.setMirrors(isAll ? Array(all.dropLast()) : all))
    }

    /// Compares pieces with the file, as their digests would.
    mutating func compare(_ ranges: ByteRangeSet, _ order: Int) {
        guard let digests = download.request.pieces, let length = download.plan.length,
            let part
        else {
            defect = "compares pieces that there are none of"
            return
        }
        var findings = PieceFindings(order: order)
        for range in ranges.ranges {
            var position = range.start
            while position < range.end {
                let piece = digests.piece(at: position, fileLength: length)
                let bytes = part.bytes[Int(piece.start)..<Int(piece.end)]
                if bytes.contains(0) { defect = "compares bytes that are not there: \(piece)" }
                if bytes.allSatisfy({ $0 == 1 }) {
                    findings.right.insert(piece)
                } else {
                    findings.wrong.append(PieceFindings.Wrong(range: piece, found: "00"))
                }
                position = piece.end
            }
        }
        replies.append(.piecesChecked(findings))
    }

    /// Sets a corrupt file aside; it is no longer the part file.
    mutating func putAside() {
        if download.request.pieces == nil { defect = "puts a file aside of which nothing is known" }
        part = nil
        isPartOpen = false
        replies.append(.finishFailed(DownloadError(.checksum, "a piece is wrong")))
    }
}
