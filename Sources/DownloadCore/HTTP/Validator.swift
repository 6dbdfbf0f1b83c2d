/// The validators of one version of a file: entity tag and modification date (RFC 9110 section
/// 8.8).
///
/// They serve two purposes, with different strictness. Requesting more bytes of *the same* file
/// (`If-Range`) takes a strong validator. Detecting *another* file uses every field: a server that
/// ignores `If-Range` is detected by the fields of its next response.
package struct Validator: Hashable, Sendable {
    /// The `ETag` field as sent, including quotes and `W/`; `nil` if missing or unusable.
    package private(set) var entityTag: String?
    /// The `Last-Modified` field as sent; `nil` if missing or unusable.
    package private(set) var lastModified: String?
    /// Whether the date is strong: the file cannot have changed twice within that second.
    package private(set) var lastModifiedIsStrong: Bool

    /// A validator without any fields.
    package static let none = Validator(entityTag: nil, lastModified: nil, date: nil)

    /// The maximum lengths in bytes; a longer field counts as missing, so that `text` fits in 512
    /// bytes.
    private static let longestTag = 400
    private static let longestDate = 64

    /// The age of a file, in seconds before its response, from which its date is strong.
    ///
    /// RFC 9110 section 8.8.2.2 requires one second if both dates come from the same clock, else
    /// enough to make clock skew unlikely. A client cannot tell, so this is the minute that RFC
    /// 7232 required.
    private static let strongAge: Int64 = 60

    /// Creates a validator from fields as sent.
    ///
    /// - Parameters:
    ///   - entityTag: The `ETag` field.
    ///   - lastModified: The `Last-Modified` field.
    ///   - date: The `Date` field of the response; without it no date is strong.
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

    /// Creates the validator of a response.
    package init(_ head: ResponseHead) {
        self.init(
            entityTag: head.text("etag"), lastModified: head.text("last-modified"),
            date: head.text("date"))
    }

    /// Returns `text` if it can be stored and sent again byte for byte.
    private static func clean(_ text: String, atMost limit: Int) -> String? {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty, bytes.count <= limit, bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
        else { return nil }
        return text
    }

    /// Whether there is neither an entity tag nor a date.
    package var isNone: Bool { entityTag == nil && lastModified == nil }

    /// The entity tag if it is strong and well formed: visible ASCII in double quotes.
    ///
    /// RFC 9110 section 8.8.3 allows bytes above 127. The tag is stored as text, however, which may
    /// not reproduce those bytes. Such tags are used only for comparison.
    package var strongEntityTag: String? {
        guard let entityTag, entityTag.utf8.count >= 2, entityTag.utf8.first == UInt8(ascii: "\""),
            entityTag.utf8.last == UInt8(ascii: "\""),
            entityTag.utf8.dropFirst().dropLast().allSatisfy({
                0x21...0x7E ~= $0 && $0 != UInt8(ascii: "\"")
            })
        else { return nil }
        return entityTag
    }

    /// The modification date if it is strong.
    package var strongLastModified: String? { lastModifiedIsStrong ? lastModified : nil }

    /// The possible values of `If-Range`, best first: the strong entity tag, then the strong date.
    ///
    /// A request carries one of them. If the server answers a valid one with the whole file, the
    /// next request uses the next value. After the last, requests go without one, and bytes are
    /// compared. RFC 9110 section 13.1.5 forbids a date if an entity tag is available. It is sent
    /// anyway beside a weak tag, or after a strong one that the server does not recognize: at worst
    /// the server sends the whole file.
    package var ifRangeLadder: [String] { [strongEntityTag, strongLastModified].compactMap { $0 } }

    /// Returns the value of `If-Range` at a step of the ladder; `nil` when none is left.
    package func ifRange(atStep step: Int) -> String? { ifRangeLadder.dropFirst(step).first }

    /// The best value of `If-Range`; `nil` without a strong validator.
    ///
    /// It is never a weak entity tag.
    package var ifRangeText: String? { ifRangeLadder.first }
}

// MARK: - Comparison

extension Validator {
    /// The relation between the files of two validators.
    package enum Relation: Hashable, Sendable {
        /// A strong validator proves that the files are identical.
        case same
        /// The files differ; the text describes the difference.
        case other(String)
        /// The validators do not allow a conclusion.
        case unknown
    }

    /// Compares the file of this validator with that of a later response.
    ///
    /// Entity tags decide if both have one. Tags that differ even in weak comparison (RFC 9110
    /// section 8.8.3.2) belong to different files. Otherwise the dates decide if both have one.
    package func relation(to later: Validator) -> Relation {
        if let old = entityTag, let new = later.entityTag {
            guard Self.opaque(old) == Self.opaque(new) else {
                return .other("its ETag was \(old) and is now \(new)")
            }
            return strongEntityTag != nil && later.strongEntityTag != nil ? .same : .unknown
        }
        guard let old = lastModified, let new = later.lastModified else { return .unknown }
        if let before = HTTPDate.seconds(old), let after = HTTPDate.seconds(new) {
            guard before == after else {
                return .other("its date was \(old) and is now \(new)")
            }
            return lastModifiedIsStrong ? .same : .unknown
        }
        return old == new ? .unknown : .other("its date was \(old) and is now \(new)")
    }

    /// Returns whether a later response repeats the entity tag or the date.
    func shares(_ later: Validator) -> Bool {
        entityTag != nil && entityTag == later.entityTag
            || lastModified != nil && lastModified == later.lastModified
    }

    private static func opaque(_ tag: String) -> [UInt8] {
        let bytes = Array(tag.utf8)
        let isWeak = bytes.starts(with: Array("W/".utf8)) || bytes.starts(with: Array("w/".utf8))
        return isWeak ? Array(bytes.dropFirst(2)) : bytes
    }

    /// Returns this validator with missing fields filled in from a later response for the same
    /// file.
    ///
    /// A strong date stays strong, since the file has not changed since.
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

// MARK: - Storage

extension Validator {
    /// The validator as one line for storage, which `init(text:)` parses.
    ///
    /// It has at most 512 bytes and no ASCII control characters except tabs; it is empty for
    /// `none`.
    package var text: String {
        var parts: [String] = []
        if let entityTag { parts.append("e" + entityTag) }
        if let lastModified { parts.append((lastModifiedIsStrong ? "M" : "m") + lastModified) }
        return parts.joined(separator: "\t")
    }

    /// Parses the output of `text`; `nil` if it is corrupt.
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
