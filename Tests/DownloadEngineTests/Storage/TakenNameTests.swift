import DownloadCore
import Glibc
import Testing

@testable import DownloadEngine

/// Names under which there is something that no download replaces.
@Suite struct TakenNameTests {
    /// What may have the name of a file.
    enum Obstacle: CaseIterable {
        case folder, fullFolder, pipe, socket

        /// Puts it at a path.
        func put(at path: String) throws {
            switch self {
            case .folder: try #require(mkdir(path, 0o700) == 0)
            case .fullFolder:
                try #require(mkdir(path, 0o700) == 0 && mkdir(path + "/x", 0o700) == 0)
            case .pipe: try #require(mkfifo(path, 0o600) == 0)
            case .socket: try #require(mknod(path, S_IFSOCK | 0o600, 0) == 0)
            }
        }

        /// The error's text.
        var words: String {
            switch self {
            case .folder, .fullFolder: "a.iso is a folder and is not replaced"
            case .pipe, .socket: "a.iso is not a regular file and is not replaced"
            }
        }
    }

    let folder = TemporaryFolder()

    private func kind() -> mode_t {
        var facts = stat()
        return lstat(folder.path + "/a.iso", &facts) == 0 ? facts.st_mode & S_IFMT : 0
    }

    @Test(arguments: Obstacle.allCases, [ExistingFilePolicy.overwrite, .skip, .fail])
    func `what is no file is refused before anything is fetched`(
        _ obstacle: Obstacle, _ policy: ExistingFilePolicy
    ) throws {
        try obstacle.put(at: folder.path + "/a.iso")
        let error = #expect(throws: DownloadError.self) {
            try PartFile.make(in: folder, length: 10, policy: policy)
        }
        #expect(error == DownloadError(.nameTaken, obstacle.words))
        #expect(folder.names == ["a.iso"] && kind() != S_IFREG)
    }

    @Test(arguments: Obstacle.allCases, [ExistingFilePolicy.overwrite, .fail])
    func `what takes the name meanwhile is not replaced, and the bytes are kept`(
        _ obstacle: Obstacle, _ policy: ExistingFilePolicy
    ) throws {
        let part = try PartFile.make(in: folder, length: 10, policy: policy)
        try part.fill(ByteRange(0, 10))
        try obstacle.put(at: folder.path + "/a.iso")
        let error = #expect(throws: DownloadError.self) { try part.finish(policy: policy) }
        #expect(error == DownloadError(.nameTaken, obstacle.words))
        #expect(folder.names == ["a.iso", "a.iso.part"] && kind() != S_IFREG)
        #expect(try part.finish(policy: .rename) == "a (1).iso")
    }

    @Test(arguments: Obstacle.allCases)
    func `a file that arrives at once does not replace it, and renaming avoids it`(
        _ obstacle: Obstacle
    ) throws {
        try obstacle.put(at: folder.path + "/a.iso")
        let bytes = pattern(ByteRange(0, 10))
        func write(_ policy: ExistingFilePolicy) throws -> String? {
            try bytes.withUnsafeBytes { bytes in
                try PartFile.writeWhole(
                    bytes, name: "a.iso", in: folder.path, policy: policy, numbering: numbered)
            }
        }
        let error = #expect(throws: DownloadError.self) { try write(.overwrite) }
        #expect(error == DownloadError(.nameTaken, obstacle.words))
        #expect(folder.names == ["a.iso"] && kind() != S_IFREG)
        #expect(try write(.rename) == "a (1).iso")
        let part = try PartFile.make(in: folder, length: 10)
        #expect(part.identity.name == "a (2).iso")
    }
}
