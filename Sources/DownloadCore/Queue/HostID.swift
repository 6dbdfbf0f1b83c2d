/// A host of a `HostTable`.
package struct HostID: Hashable, Sendable {
    /// Its place in the table.
    let number: Int
}
