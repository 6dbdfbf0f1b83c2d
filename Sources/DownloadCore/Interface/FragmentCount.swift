/// How many fragments of a download are fetched at the same time.
public enum FragmentCount: Hashable, Sendable {
    /// The engine measures how many help.
    case auto
    /// This many, 1 to 64.
    case fixed(Int)

    /// The fewest and the most that can be asked for.
    public static let allowed = 1...64
}
