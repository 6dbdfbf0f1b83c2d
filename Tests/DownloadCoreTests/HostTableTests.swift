import Testing

@testable import DownloadCore

@Suite struct `The table of hosts` {
    @Test func `only scheme, host and port tell hosts apart`() {
        var table = HostTable(most: 4)
        let first = table.id(of: "http://a.example/1?x")
        #expect(table.id(of: "http://A.example:80/2") == first)
        #expect(table.id(of: "https://a.example/1") != first)
        #expect(table.id(of: "http://a.example:81/1") != first)
        #expect(table.id(ofKey: table[first].key) == first)
        #expect(table.id(of: "no URL") == table.id(of: "no URL"))
    }

    @Test func `a host's own limit is strict, the common one only on demand`() {
        var table = HostTable(most: 4, own: ["b.example": 2])
        let (a, b) = (table.id(of: "http://a.example/"), table.id(of: "http://b.example/"))
        #expect(table[a].mostConnections(for: [1, 12, 6]) == 12)
        #expect(table[a].mostConnections(for: [1, 2]) == 4)
        #expect(table[b].mostConnections(for: [12]) == 2)
        var strict = HostTable(most: 4, isStrict: true)
        let c = strict.id(of: "http://a.example/")
        #expect(strict[c].mostConnections(for: [12]) == 4)
    }

    @Test func `changed limits hold for the known hosts, too`() {
        var table = HostTable(most: 4, own: ["b.example": 2])
        let (a, b) = (table.id(of: "http://a.example/"), table.id(of: "http://b.example/"))
        table.limit(most: 8, isStrict: false, own: ["a.example": 3])
        #expect(table.free(a) == 3 && table[a].mostConnections(for: [12]) == 3)
        #expect(table.free(b) == 8 && table[b].mostConnections(for: [12]) == 12)
        let c = table.id(of: "http://c.example/")
        #expect(table.free(c) == 8)
    }

    @Test func `connections are counted by host and in total`() {
        var table = HostTable(most: 2)
        let (a, b) = (table.id(of: "http://a.example/"), table.id(of: "http://b.example/"))
        table.count(1, at: a)
        table.count(1, at: a)
        table.count(1, at: b)
        #expect(table.isFull(a) && table.free(a) == 0)
        #expect(!table.isFull(b) && table.openLanes == 3)
        #expect(table.haveRoom(forOneEach: [b]))
        #expect(!table.haveRoom(forOneEach: [b, b]))
        #expect(!table.haveRoom(forOneEach: [a, b]))
        table.count(-1, at: a)
        #expect(table.haveRoom(forOneEach: [a, b]) && table.openLanes == 2)
    }

    @Test func `under strict limits, all servers of one name count as one`() {
        for isStrict in [true, false] {
            var table = HostTable(most: 2, isStrict: isStrict)
            let hosts = ["http://a.example/", "https://a.example/", "ftp://a.example/"].map {
                table.id(of: $0)
            }
            table.count(1, at: hosts[0])
            table.count(1, at: hosts[1])
            #expect(table.free(hosts[2]) == (isStrict ? 0 : 2))
            #expect(table.haveRoom(forOneEach: [hosts[0], hosts[1]]) != isStrict)
            #expect(Set(hosts.map { table.group(of: $0) }).count == (isStrict ? 1 : 3))
        }
    }

    @Test func `the host of a URL stays the same after many other URLs`() {
        var table = HostTable(most: 2)
        let first = table.id(of: "http://a.example/0")
        for number in 1...10_000 {
            #expect(table.id(of: "http://a.example/\(number)") == first)
        }
        #expect(table.id(of: "http://a.example/0") == first)
    }

    @Test func `a month-old number is learnt again, a ceiling is kept`() {
        let day = 86_400.0
        for (age, good) in [(29 * day, 3), (31 * day, nil)] as [(Double, Int?)] {
            var record = HostRecord(key: "http://a.example", most: 8, isStrict: false)
            #expect(!record.isWorthKeeping)
            record.remember(
                ceiling: 2, goodFragments: 3, updated: 100 * day - age, date: 100 * day)
            #expect(record.goodFragments == good)
            #expect(record.ceiling.allowed == 2 && record.isWorthKeeping)
        }
        var record = HostRecord(key: "http://a.example", most: 8, isStrict: false)
        record.learn(goodFragments: 3, date: 7)
        record.learn(goodFragments: 3, date: 9)
        #expect(record.goodFragments == 3 && record.updated == 7 && record.isWorthKeeping)
    }
}
