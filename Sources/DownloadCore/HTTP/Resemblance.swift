/// How the body that a response offers relates to a file that has been begun.
///
/// A login page, a captive portal and an error page with status 200 contradict what is known of the
/// file as much as a new version of it does. Only an offer that vouches for itself is a new version:
/// of the same kind of type, of a plausible length, and with a validator that can be compared. Whether
/// it is older, `KnownFile.age` tells: servers behind one name may disagree on the date.
package enum Resemblance: Hashable, Sendable {
    /// Nothing says that it is not the known file.
    case same
    /// It is another version of the file; the difference in words.
    case version(String)
    /// It is not the file; what it is instead, in words.
    case unrelated(String)
}
