/// A value that equals its default in most places, where it takes the space of one pointer.
///
/// Copies share their storage until one of them is changed.
@propertyWrapper
public struct Sparse<Value: Hashable & Sendable & DefaultInitializable>: Hashable, Sendable {
    private final class Box: Sendable {
        let value: Value

        init(_ value: Value) {
            self.value = value
        }
    }

    /// The storage; `nil` for the default.
    private var box: Box?

    /// Creates the default value.
    public init() {}

    /// Whether it is the default value.
    package var isDefault: Bool { box == nil }

    /// Creates a value.
    public init(wrappedValue: Value) {
        box = wrappedValue == Value() ? nil : Box(wrappedValue)
    }

    /// The value.
    public var wrappedValue: Value {
        get { box?.value ?? Value() }
        set { self = Sparse(wrappedValue: newValue) }
    }

    /// Whether both have equal values.
    public static func == (a: Sparse, b: Sparse) -> Bool {
        a.box === b.box || a.box?.value == b.box?.value
    }

    /// Hashes the value.
    public func hash(into hasher: inout Hasher) { hasher.combine(box?.value) }
}

/// A type with a default value.
public protocol DefaultInitializable {
    /// Creates the default value.
    init()
}

extension Sparse: Codable where Value: Codable {
    /// Reads the value.
    public init(from decoder: any Decoder) throws {
        self.init(wrappedValue: try Value(from: decoder))
    }

    /// Writes the value.
    public func encode(to encoder: any Encoder) throws { try wrappedValue.encode(to: encoder) }
}
