extension JSONValue {
    /// Creates the JSON value of an `Encodable` value.
    ///
    /// A number that is not finite becomes a finite one, since JSON cannot represent it.
    ///
    /// - Throws: The errors of the value's own `encode(to:)`.
    package init(encoding value: some Encodable) throws {
        let encoder = JSONNode()
        try value.encode(to: encoder)
        self = encoder.value
    }
}

/// One value under construction, and its `Encoder`.
private final class JSONNode: Encoder {
    private enum Content {
        case none
        case single(JSONValue)
        case array([JSONNode])
        case object([(name: String, node: JSONNode)])
    }

    private var content = Content.none
    // Never read: encoding errors are defects of the types.
    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]

    init() {}

    init(_ value: JSONValue) { content = .single(value) }

    var value: JSONValue {
        switch content {
        case .none: .object([])
        case .single(let value): value
        case .array(let nodes): .array(nodes.map(\.value))
        case .object(let members):
            .object(members.map { JSONValue.Member($0.name, $0.node.value) })
        }
    }

    var count: Int { if case .array(let nodes) = content { nodes.count } else { 0 } }

    func makeArray() {
        if case .array = content { return }
        content = .array([])
    }

    func makeObject() {
        if case .object = content { return }
        content = .object([])
    }

    func set(_ value: JSONValue) { content = .single(value) }

    @discardableResult
    func append(_ node: JSONNode) -> JSONNode {
        guard case .array(var nodes) = content else { return node }
        content = .none
        nodes.append(node)
        content = .array(nodes)
        return node
    }

    @discardableResult
    func append(_ name: String, _ node: JSONNode) -> JSONNode {
        guard case .object(var members) = content else { return node }
        content = .none
        members.append((name, node))
        content = .object(members)
        return node
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        makeObject()
        return KeyedEncodingContainer(JSONKeyedEncoding<Key>(node: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        makeArray()
        return JSONUnkeyedEncoding(node: self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        JSONSingleEncoding(node: self)
    }

    /// Returns a node with an encoded value; values of the standard library need no container.
    static func encoding(_ value: some Encodable) throws -> JSONNode {
        switch value {
        case let value as String: return JSONNode(.string(value))
        case let value as Bool: return JSONNode(.bool(value))
        case let value as Int: return JSONNode(.integer(Int64(value)))
        case let value as Int64: return JSONNode(.integer(value))
        case let value as Double: return JSONNode(number(value))
        default:
            let node = JSONNode()
            try value.encode(to: node)
            return node
        }
    }

    static func number(_ value: Double) -> JSONValue {
        if value.isNaN { return .number(0) }
        return .number(
            min(max(value, -.greatestFiniteMagnitude), .greatestFiniteMagnitude))
    }

    /// Returns an integer value; messages contain none beyond `Int64`.
    static func integer(_ value: some BinaryInteger) throws -> JSONValue {
        guard let value = Int64(exactly: value) else {
            throw EncodingError.invalidValue(
                value,
                EncodingError.Context(codingPath: [], debugDescription: "beyond 64 bits"))
        }
        return .integer(value)
    }
}

private struct JSONKeyedEncoding<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let node: JSONNode
    var codingPath: [any CodingKey] { [] }

    func encodeNil(forKey key: Key) { node.append(key.stringValue, JSONNode(.null)) }

    func encode(_ value: some Encodable, forKey key: Key) throws {
        node.append(key.stringValue, try JSONNode.encoding(value))
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        node.append(key.stringValue, JSONNode()).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        node.append(key.stringValue, JSONNode()).unkeyedContainer()
    }

    func superEncoder() -> any Encoder { node.append("super", JSONNode()) }

    func superEncoder(forKey key: Key) -> any Encoder {
        node.append(key.stringValue, JSONNode())
    }
}

private struct JSONUnkeyedEncoding: UnkeyedEncodingContainer {
    let node: JSONNode
    var codingPath: [any CodingKey] { [] }
    var count: Int { node.count }

    func encodeNil() { node.append(JSONNode(.null)) }

    func encode(_ value: some Encodable) throws { node.append(try JSONNode.encoding(value)) }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) -> KeyedEncodingContainer<Nested> {
        node.append(JSONNode()).container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        node.append(JSONNode()).unkeyedContainer()
    }

    func superEncoder() -> any Encoder { node.append(JSONNode()) }
}

private struct JSONSingleEncoding: SingleValueEncodingContainer {
    let node: JSONNode
    var codingPath: [any CodingKey] { [] }

    func encodeNil() { node.set(.null) }
    func encode(_ value: Bool) { node.set(.bool(value)) }
    func encode(_ value: String) { node.set(.string(value)) }
    func encode(_ value: Double) { node.set(JSONNode.number(value)) }
    func encode(_ value: Float) { node.set(JSONNode.number(Double(value))) }
    func encode(_ value: Int) throws { node.set(try JSONNode.integer(value)) }
    func encode(_ value: Int8) throws { node.set(try JSONNode.integer(value)) }
    func encode(_ value: Int16) throws { node.set(try JSONNode.integer(value)) }
    func encode(_ value: Int32) throws { node.set(try JSONNode.integer(value)) }
    func encode(_ value: Int64) throws { node.set(try JSONNode.integer(value)) }
    func encode(_ value: UInt) throws { node.set(try JSONNode.integer(value)) }
    func encode(_ value: UInt8) throws { node.set(try JSONNode.integer(value)) }
    func encode(_ value: UInt16) throws { node.set(try JSONNode.integer(value)) }
    func encode(_ value: UInt32) throws { node.set(try JSONNode.integer(value)) }
    func encode(_ value: UInt64) throws { node.set(try JSONNode.integer(value)) }
    func encode(_ value: some Encodable) throws { try value.encode(to: node) }
}
