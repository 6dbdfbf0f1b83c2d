/// The first frame of each side: who speaks, and which language.
package struct Hello: Hashable, Sendable, Codable {
    /// The version of the language that this program speaks.
    ///
    /// It grows with every change that the other side could misunderstand.
    package static let currentProtocol = 1

    /// The version of the language.
    package var `protocol`: Int
    /// The version of the program.
    package var version: String
    /// The number of the process.
    package var process: Int

    /// Creates the greeting of a process that runs this program.
    package init(version: String, process: Int) {
        self.protocol = Self.currentProtocol
        self.version = version
        self.process = process
    }
}

/// What a face tells an engine after its greeting.
package enum FaceMessage: Hashable, Sendable, Codable {
    /// Perform an intent, and say when that is done, by this number.
    case perform(Int, Intent)
    /// Add these requests unless their downloads are in the queue, and say when that is done.
    case takeUp(Int, [DownloadRequest])
    /// Send snapshots from now on, with these details.
    case watch(SnapshotDetail)
    /// Save the state and stop.
    case stop

    /// What is wrong with it, in words; `nil` when it can be done.
    package var problem: String? {
        switch self {
        case .perform(_, let intent): intent.problem
        case .takeUp(_, let requests): requests.lazy.compactMap(\.problem).first
        case .watch, .stop: nil
        }
    }
}

/// What an engine tells a face after its greeting.
package enum EngineMessage: Hashable, Sendable, Codable {
    /// What had this number is done.
    case done(Int)
    /// What had this number was not done, and why.
    case refused(Int, String)
    /// A part of what has changed since the last snapshot.
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
