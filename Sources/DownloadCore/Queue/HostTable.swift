/// The hosts that downloads are fetched from, and the connections that are open to them.
package struct HostTable: Hashable, Sendable {
    /// Hosts whose connections are shared out together.
    package enum Group: Hashable, Sendable {
        /// All of one name.
        case name(Int)
        /// One alone.
        case host(HostID)
    }

    /// The most URLs of which the host is remembered.
    private static let mostURLs = 4_096

    private var records: [HostRecord] = []
    private var ids: [String: HostID] = [:]
    private var names: [String: Int] = [:]
    /// The connections to all hosts of a name.
    private var inUseByName: [Int] = []
    /// The hosts of URLs that were asked about.
    private var idsOfURLs: [String: HostID] = [:]
    /// The connections that are open, or being opened, to all hosts together.
    package private(set) var openLanes = 0
    private let most: Int
    private let isStrict: Bool
    private let own: [String: Int]

    /// Creates an empty table.
    ///
    /// - Parameters:
    ///   - most: The most connections to one host.
    ///   - isStrict: Whether a download that was given more has no more either, and all hosts of one
    ///     name count as one.
    ///   - own: The most connections to some hosts, by name; these are strict.
    package init(most: Int, isStrict: Bool = false, own: [String: Int] = [:]) {
        self.most = most
        self.isStrict = isStrict
        self.own = own
    }

    /// The host of a URL: scheme, host and port count.
    package mutating func id(of url: String) -> HostID {
        if let known = idsOfURLs[url] { return known }
        let id = id(ofKey: (try? SourceURL(url))?.hostKey ?? url)
        if idsOfURLs.count > Self.mostURLs { idsOfURLs.removeAll() }
        idsOfURLs[url] = id
        return id
    }

    /// The host with a key.
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

    /// What is known of a host.
    package subscript(_ id: HostID) -> HostRecord {
        _read { yield records[id.number] }
        _modify { yield &records[id.number] }
    }

    /// Counts a connection more to a host, or one fewer.
    package mutating func count(_ change: Int, at id: HostID) {
        records[id.number].inUse += change
        inUseByName[records[id.number].name] += change
        openLanes += change
    }

    /// The connections to a host that may be opened now.
    package func free(_ id: HostID) -> Int {
        let own = records[id.number].ceiling.allowed - records[id.number].inUse
        guard records[id.number].isStrict else { return own }
        return min(own, records[id.number].most - inUseByName[records[id.number].name])
    }

    /// Whether a host has all the connections that it may have.
    package func isFull(_ id: HostID) -> Bool { free(id) <= 0 }

    /// What a host's connections are shared out by.
    package func group(of id: HostID) -> Group {
        records[id.number].isStrict ? .name(records[id.number].name) : .host(id)
    }

    /// Whether each of some downloads, whose hosts these are, can open one connection.
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

    /// Lets hosts that have been quiet for long enough be asked for more.
    package mutating func rise(at time: Instant) {
        updateAll { $0.ceiling.rise(inUse: $0.inUse, at: time) }
    }
}
