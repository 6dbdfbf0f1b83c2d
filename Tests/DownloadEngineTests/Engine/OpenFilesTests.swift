import DownloadCore
import Glibc
import Testing

@testable import DownloadEngine

/// How many downloads and connections start with few descriptors.
@Suite struct OpenFilesTests {
    @Test func `far from the limit nothing is counted`() {
        var counts = 0
        var files = OpenFiles(limit: 1_024) {
            counts += 1
            return 100
        }
        #expect(files.room(estimate: 400, at: Instant(seconds: 1)) == .max)
        #expect(counts == 0)
    }

    @Test func `near the limit only unreserved descriptors are available`() {
        var open = 500
        var counts = 0
        var files = OpenFiles(limit: 1_024) {
            counts += 1
            return open
        }
        #expect(files.room(estimate: 600, at: Instant(seconds: 1)) == 460)
        files.promise(60)
        #expect(files.room(estimate: 600, at: Instant(seconds: 1.05)) == 400)
        #expect(counts == 1)
        // Reserved descriptors are open by the next count.
        open = 560
        #expect(files.room(estimate: 600, at: Instant(seconds: 1.2)) == 400)
        open = 2_000
        #expect(files.room(estimate: 600, at: Instant(seconds: 2)) == 0)
    }

    @Test(arguments: [(64, 8), (1_024, 128), (4_096, 512), (65_536, 1_024), (8, 4)])
    func `idle connections leave most descriptors to others`(limit: Int, idle: Int) {
        #expect(OpenFiles.mostIdle(limit: limit) == idle)
    }

    @Test func `open files are counted, and the limit is raised as far as allowed`() async throws {
        let before = OpenFiles.countOpen()
        let folder = try LinuxFileSystem().openFolder("/")
        #expect(OpenFiles.countOpen() > 0 && before > 0 && folder.number >= 0)
        await #expect(processExitsWith: .success) {
            var limits = rlimit(rlim_cur: 100, rlim_max: 200)
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits)
            OpenFiles.raiseLimit()
            precondition(OpenFiles.processLimit == 200)
        }
    }

    @Test(arguments: [EMFILE, ENFILE])
    func `a shortage of descriptors does not fail a download`(code: Int32) {
        let error = SystemError(code).downloadError("cannot open x")
        #expect(error.isShortage && error.cause == "too many open files: cannot open x")
        #expect(!SystemError(EIO).downloadError("cannot open x").isShortage)
    }
}
