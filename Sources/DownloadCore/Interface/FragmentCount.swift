/// The number of fragments of a download that are fetched at the same time.
public enum FragmentCount: Hashable, Sendable {
    /// The engine measures how many help.
    case auto
    /// This many, 1 to 64.
    case fixed(Int)

    /// The allowed numbers.
    public static let allowed = 1...64
}
