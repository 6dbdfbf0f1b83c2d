/// A URL that a source redirects to.
package struct ResolvedURL: Hashable, Sendable {
    /// The URL.
    package var url: String
    /// The number of redirects that lead to it.
    package var redirects: Int
}
