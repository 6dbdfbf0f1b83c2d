/// What tells one version of a file from another: its entity tag and its date of change
/// (RFC 9110 section 8.8).
///
/// Two uses, with different strictness. Asking for more of *the same* file (`If-Range`) needs a
/// strong validator. Seeing that a response is of *another* file is done with all there is: whoever
/// ignores `If-Range` is found out by the next response's fields.
package struct Validator: Hashable, Sendable {
    /// The `ETag` field as sent, with its quotes and a `W/`; `nil` when there is none of use.
    package private(set) var entityTag: String?
    /// The `Last-Modified` field as sent; `nil` when there is none.
    package private(set) var lastModified: String?
    /// Whether the date is strong: no second change can hide behind it.
    package private(set) var lastModifiedIsStrong: Bool

    /// Nothing is known.
    package static let none = Validator(entityTag: nil, lastModified: nil, date: nil)

    /// The longest entity tag and date that are kept, in bytes; a longer one counts as none, so that
    /// `text` always fits into 512 bytes.
    private static let longestTag = 400
    private static let longestDate = 64

    /// How much older than its response a file must be for its date to be strong, in seconds.
    ///
    /// RFC 9110 section 8.8.2.2 asks for one second if both dates come from one clock, or else for
    /// enough that a wrong clock is unlikely. Whether it is one clock cannot be seen, so this is the
    /// minute that RFC 7232 asked for.
    private static let strongAge: Int64 = 60

    /// Creates a validator of fields as sent.
    ///
    /// - Parameters:
    ///   - entityTag: the `ETag` field.
    ///   - lastModified: the `Last-Modified` field.
    ///   - date: the response's `Date` field, without which no date is strong.
    package init(entityTag: String?, lastModified: String?, date: String?) {
        self.entityTag = entityTag.flatMap { Self.clean($0, atMost: Self.longestTag) }
        self.lastModified = lastModified.flatMap { Self.clean($0, atMost: Self.longestDate) }
        self.lastModifiedIsStrong = false
        if let changed = self.lastModified.flatMap({ HTTPDate.seconds($0) }),
            let sent = date.flatMap({ HTTPDate.seconds($0) })
        {
            self.lastModifiedIsStrong = sent - changed >= Self.strongAge
        }
    }

    /// The validator that a response carries.
    package init(_ head: ResponseHead) {
        self.init(
            entityTag: head.text("etag"), lastModified: head.text("last-modified"),
            date: head.text("date"))
    }

    /// `text` if it can be kept and sent again byte for byte.
    private static func clean(_ text: String, atMost limit: Int) -> String? {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty, bytes.count <= limit, bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
        else { return nil }
        return text
    }

    /// Whether nothing is known.
    package var isNone: Bool { entityTag == nil && lastModified == nil }

    /// The entity tag if it is strong and well formed: `"` and `"` around visible ASCII.
    ///
    /// Bytes above 127 are allowed by RFC 9110 section 8.8.3, but what is kept is text, and the same
    /// bytes could not be sent again for sure. Such tags serve for comparison only.
    package var strongEntityTag: String? {
        guard let entityTag, entityTag.utf8.count >= 2, entityTag.utf8.first == UInt8(ascii: "\""),
            entityTag.utf8.last == UInt8(ascii: "\""),
            entityTag.utf8.dropFirst().dropLast().allSatisfy({
                0x21...0x7E ~= $0 && $0 != UInt8(ascii: "\"")
            })
        else { return nil }
        return entityTag
    }

    /// The date of change if it is strong.
    package var strongLastModified: String? { lastModifiedIsStrong ? lastModified : nil }

    /// The values that `If-Range` may have, best first: the strong entity tag, then the strong date.
    ///
    /// One at a time is sent; whoever finds that a server answers a good one with the whole file
    /// takes the next, and after the last one asks without and compares bytes. RFC 9110 section
    /// 13.1.5 wants no date from who has a tag. Beside a weak tag, or after a strong one that the
    /// server does not know again, it is sent all the same: the worst answer is the whole file.
    package var ifRangeLadder: [String] { [strongEntityTag, strongLastModified].compactMap { $0 } }

    /// The value of `If-Range`; `nil` when no strong validator is known.
    ///
    /// It is never a weak entity tag.
    package var ifRangeText: String? { ifRangeLadder.first }
}

// MARK: - Comparing

extension Validator {
    /// What two validators say about the files they come with.
    package enum Relation: Hashable, Sendable {
        /// By a strong validator it is the same file, byte for byte.
        case same
        /// It is another file; the difference in words.
        case other(String)
        /// Nothing tells.
        case unknown
    }

    /// How the file of a later response relates to the one that this validator was learnt from.
    ///
    /// Entity tags decide if both have one: tags that differ even weakly (RFC 9110 section 8.8.3.2)
    /// are of different files. Else the dates decide if both have one.
    package func relation(to later: Validator) -> Relation {
        if let old = entityTag, let new = later.entityTag {
            guard Self.opaque(old) == Self.opaque(new) else {
                return .other("its ETag was \(old) and is \(new) now")
            }
            return strongEntityTag != nil && later.strongEntityTag != nil ? .same : .unknown
        }
        guard let old = lastModified, let new = later.lastModified else { return .unknown }
        if let before = HTTPDate.seconds(old), let after = HTTPDate.seconds(new) {
            guard before == after else {
                return .other("it was changed \(old) when begun, and \(new) now")
            }
            return lastModifiedIsStrong ? .same : .unknown
        }
        return old == new ? .unknown : .other("it was changed \(old) when begun, and \(new) now")
    }

    private static func opaque(_ tag: String) -> [UInt8] {
        let bytes = Array(tag.utf8)
        let isWeak = bytes.starts(with: Array("W/".utf8)) || bytes.starts(with: Array("w/".utf8))
        return isWeak ? Array(bytes.dropFirst(2)) : bytes
    }

    /// This validator, with what it lacks taken from a later response about the same file.
    ///
    /// A strong date stays strong: that the file has not changed since makes it no weaker.
    package func completed(by later: Validator) -> Validator {
        var both = self
        if both.entityTag == nil { both.entityTag = later.entityTag }
        if both.lastModified == nil || (later.lastModifiedIsStrong && !lastModifiedIsStrong) {
            both.lastModified = later.lastModified
            both.lastModifiedIsStrong = later.lastModifiedIsStrong
        }
        return both
    }
}

// MARK: - Keeping

extension Validator {
    /// The validator as one line to keep beside the bytes, which `init(text:)` reads.
    ///
    /// At most 512 bytes, no ASCII control character but tabs; empty when nothing is known.
    package var text: String {
        var parts: [String] = []
        if let entityTag { parts.append("e" + entityTag) }
        if let lastModified { parts.append((lastModifiedIsStrong ? "M" : "m") + lastModified) }
        return parts.joined(separator: "\t")
    }

    /// Reads what `text` gave; `nil` when it is damaged.
    package init?(text: String) {
        self = .none
        guard text.utf8.count <= 512 else { return nil }
        for part in text.utf8.split(separator: UInt8(ascii: "\t")) {
            let value = String(decoding: part.dropFirst(), as: UTF8.self)
            switch part.first {
            case UInt8(ascii: "e"):
                guard let tag = Self.clean(value, atMost: Self.longestTag) else { return nil }
                entityTag = tag
            case UInt8(ascii: "m"), UInt8(ascii: "M"):
                guard let date = Self.clean(value, atMost: Self.longestDate) else { return nil }
                lastModified = date
                lastModifiedIsStrong =
                    part.first == UInt8(ascii: "M") && HTTPDate.seconds(date) != nil
            default: return nil
            }
        }
    }
}
