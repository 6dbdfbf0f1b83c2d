/// The hosts of downloads, and the open connections to them.
package struct HostTable: Hashable, Sendable {
    /// Hosts that share one allowance of connections.
    package enum Group: Hashable, Sendable {
        /// All hosts of one name.
        case name(Int)
        /// A single host.
        case host(HostID)
    }

    /// The maximum number of origins whose host is cached.
    private static let mostOrigins = 4_096

    private var records: [HostRecord] = []
    private var ids: [String: HostID] = [:]
    private var names: [String: Int] = [:]
    /// The number of connections to all hosts of a name.
    private var inUseByName: [Int] = []
    /// The cached hosts of the beginnings of URLs, up to their paths.
    private var idsOfOrigins: [Substring: HostID] = [:]
    /// The beginning of the last URL, up to its path and with the slash, and its host.
    private var lastOrigin = ""
    private var lastID: HostID?
    /// The number of connections to all hosts that are open or being opened.
    package private(set) var openLanes = 0
    private var most: Int
    private var isStrict: Bool
    private var own: [String: Int]

    /// Creates an empty table.
    ///
    /// - Parameters:
    ///   - most: The maximum number of connections to one host.
    ///   - isStrict: Whether the maximum also binds downloads with a higher count of their own, and
    ///     all hosts of one name count as one.
    ///   - own: The maximum number of connections to some hosts, by name; these are strict.
    package init(most: Int, isStrict: Bool = false, own: [String: Int] = [:]) {
        self.most = most
        self.isStrict = isStrict
        self.own = own
    }

    /// Changes the limits, with the parameters of `init(most:isStrict:own:)`; learned ceilings stay.
    package mutating func limit(most: Int, isStrict: Bool, own: [String: Int]) {
        (self.most, self.isStrict, self.own) = (most, isStrict, own)
        let limits = Dictionary(uniqueKeysWithValues: names.map { ($1, own[$0]) })
        updateAll { record in
            let limit = limits[record.name] ?? nil
            record.limit(to: limit ?? most, isStrict: limit != nil || isStrict)
        }
    }

    /// Returns the host of a URL, by scheme, host and port.
    package mutating func id(of url: String) -> HostID {
        // Most downloads of a long queue have the same.
        if let lastID, url.utf8.starts(with: lastOrigin.utf8) { return lastID }
        let origin = Self.origin(of: url)
        if let known = idsOfOrigins[origin] {
            if origin.endIndex < url.endIndex, url.utf8[origin.endIndex] == slash {
                (lastOrigin, lastID) = (origin + "/", known)
            }
            return known
        }
        guard let parsed = try? SourceURL(url) else { return id(ofKey: url) }
        let id = id(ofKey: parsed.hostKey)
        if idsOfOrigins.count > Self.mostOrigins { idsOfOrigins.removeAll() }
        idsOfOrigins[Substring(String(origin))] = id
        return id
    }

    /// Returns the part of a URL before its path, query and fragment.
    private static func origin(of url: String) -> Substring {
        var slashes = 0
        let end = url.utf8.firstIndex { byte in
            if byte == slash { slashes += 1 }
            return slashes == 3 || byte == question || byte == UInt8(ascii: "#")
        }
        return url[..<(end ?? url.endIndex)]
    }

    /// Returns the host with a key.
    package mutating func id(ofKey key: String) -> HostID {
        if let known = ids[key] { return known }
        let name = (try? SourceURL(key + "/file"))?.host ?? key
        let id = HostID(number: records.count)
        let number = names[name] ?? inUseByName.count
        if number == inUseByName.count { inUseByName.append(0) }
        names[name] = number
        records.append(
            HostRecord(
                key: key, name: number, most: own[name] ?? most,
                isStrict: own[name] != nil || isStrict))
        ids[key] = id
        return id
    }

    /// The record of a host.
    package subscript(_ id: HostID) -> HostRecord {
        get { records[id.number] }
        _modify { yield &records[id.number] }
    }

    /// Adds a connection to the count of a host, or removes one.
    package mutating func count(_ change: Int, at id: HostID) {
        records[id.number].inUse += change
        inUseByName[records[id.number].name] += change
        openLanes += change
    }

    /// Returns the number of connections to a host that may be opened now.
    package func free(_ id: HostID) -> Int {
        let own = records[id.number].ceiling.allowed - records[id.number].inUse
        guard records[id.number].isStrict else { return own }
        return min(own, records[id.number].most - inUseByName[records[id.number].name])
    }

    /// Whether a host has its maximum number of connections.
    package func isFull(_ id: HostID) -> Bool { free(id) <= 0 }

    /// Returns the group that shares a host's connections.
    package func group(of id: HostID) -> Group {
        records[id.number].isStrict ? .name(records[id.number].name) : .host(id)
    }

    /// Whether each of some downloads, with these hosts, can open one connection.
    package func haveRoom(forOneEach hosts: some Sequence<HostID>) -> Bool {
        var needed: [Group: Int] = [:]
        for host in hosts {
            let group = group(of: host)
            needed[group, default: 0] += 1
            guard needed[group, default: 0] <= free(host) else { return false }
        }
        return true
    }

    /// Changes all hosts.
    package mutating func updateAll(_ change: (inout HostRecord) -> Void) {
        for index in records.indices { change(&records[index]) }
    }

    /// Whether some host could not be reached.
    package var anyFails: Bool { records.contains { $0.outage.hasFailures } }

    /// Raises the ceilings of hosts that have been quiet for long enough.
    package mutating func rise(at time: Instant) {
        updateAll { $0.ceiling.rise(inUse: $0.inUse, at: time) }
    }
}
