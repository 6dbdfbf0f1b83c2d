/// The first message of each side: its process, and the version of the protocol.
package struct Hello: Hashable, Sendable, Codable {
    /// The version of the protocol that this program speaks.
    ///
    /// It is incremented with every change that the other side could misunderstand.
    package static let currentProtocol = 2

    /// The version of the protocol.
    package var `protocol`: Int
    /// The version of the program.
    package var version: String
    /// The process ID.
    package var process: Int

    /// Creates the greeting of a process that runs this program.
    package init(version: String, process: Int) {
        self.protocol = Self.currentProtocol
        self.version = version
        self.process = process
    }
}

/// A message from a face to an engine after the greeting.
package enum FaceMessage: Hashable, Sendable, Codable {
    /// Performs an intent and reports its completion by this number.
    case perform(Int, Intent)
    /// Adds requests, resumes those already in the queue, and reports completion by this number.
    case takeUp(Int, [DownloadRequest])
    /// Sends snapshots from now on, with these details.
    case watch(SnapshotDetail)
    /// Saves the state and stops.
    case stop

    /// The problem with the message, in words; `nil` when it can be performed.
    package var problem: String? {
        switch self {
        case .perform(_, let intent): intent.problem
        case .takeUp(_, let requests): requests.lazy.compactMap(\.problem).first
        case .watch, .stop: nil
        }
    }
}

/// A message from an engine to a face after the greeting.
package enum EngineMessage: Hashable, Sendable, Codable {
    /// The message of this number was performed.
    case done(Int)
    /// The message of this number was refused, and why.
    case refused(Int, String)
    /// A part of the changes since the last snapshot.
    case part(SnapshotPart)
    /// The engine has saved its state and stops.
    case stopped
    /// The engine moves to another process, which will listen in its place.
    case moved
}

extension Decodable {
    /// Reads a message from the text of a frame.
    ///
    /// - Throws: `JSONReader.Problem` or `DecodingError` when it is not one.
    package static func message(_ text: [UInt8]) throws -> Self {
        try JSONReader.read(text).decoded()
    }
}
