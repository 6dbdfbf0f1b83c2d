/// Parses mirrors in `Link` fields (RFC 6249 section 4, RFC 8288).
package enum MirrorLinks {
    /// The maximum number of mirrors accepted from one response.
    package static let most = 64

    /// Returns the targets of `Link: <…>; rel=duplicate`, best first.
    ///
    /// They are sorted by `pri`, where 1 is best, then by position. They are not validated and may
    /// be relative.
    package static func urls(_ head: ResponseHead) -> [String] {
        guard let list = head.list("link"), list.count <= 128 * 1024 else { return [] }
        var found: [(url: String, priority: Int64)] = []
        var rest = list[...]
        while found.count < most, let start = rest.firstIndex(of: UInt8(ascii: "<")),
            let end = rest[start...].firstIndex(of: UInt8(ascii: ">"))
        {
            let target = rest[(start + 1)..<end]
            rest = rest[(end + 1)...]
            var relations: [UInt8]?
            var priority: Int64?
            while let parameter = FieldParameter.take(from: &rest, stops: [UInt8(ascii: ",")]) {
                switch parameter.name {
                case "rel": relations = relations ?? parameter.value
                case "pri": priority = priority ?? parameter.value.decimal
                default: break
                }
            }
            let isMirror = (relations ?? []).split { $0.isBlank }.contains {
                $0.map(\.lowercased) == Array("duplicate".utf8)
            }
            guard isMirror, !target.isEmpty, target.count <= 4096 else { continue }
            // RFC 6249 section 4.1: a mirror without a priority has the lowest, 999999.
            found.append((target.urlText, priority ?? 999_999))
        }
        return found.enumerated()
            .sorted { ($0.element.priority, $0.offset) < ($1.element.priority, $1.offset) }
            .map(\.element.url)
    }
}
