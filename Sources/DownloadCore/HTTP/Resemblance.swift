/// The relation of a response to a partially downloaded file.
///
/// A login page, a captive portal and an error page with status 200 differ from the known file as
/// much as a new version does. An offer counts as a new version only if its media type is of the
/// same kind, its length is plausible and its validator is comparable. `KnownFile.age` tells
/// whether it is older: the servers behind one name may disagree on the date.
package enum Resemblance: Hashable, Sendable {
    /// No property contradicts the known file.
    case same
    /// Another version of the file, with a description of the difference.
    case version(String)
    /// Not the file, with a description of what it is instead.
    case unrelated(String)
}
