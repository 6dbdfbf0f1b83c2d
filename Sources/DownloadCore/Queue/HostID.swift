/// Identifies a host in a `HostTable`.
package struct HostID: Hashable, Sendable {
    /// Its index in the table.
    let number: Int
}
