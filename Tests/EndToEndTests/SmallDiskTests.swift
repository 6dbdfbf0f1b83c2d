import FaultOrigin
import Foundation
import Harness
import Testing

/// Real disks of a few mebibytes that fill up.
@Suite struct `A small disk` {
    @Test(arguments: [true, false])
    func `a full disk pauses with the reason, and free space resumes it`(
        lengthIsKnown: Bool
    ) async throws {
        try await Turns.shared.take {
            let body = Body.pattern(5 << 20)
            // Without a length nothing can be reserved: the disk fills up during a write.
            let origin = try await FaultOrigin.start(body: body)
            if !lengthIsKnown { origin.misbehave(.noRanges(), .chunked()) }
            let home = try Home()
            let disk = try await SmallDisk(in: home, mebibytes: 8, free: 3)
            let session = try await TerminalSession(
                disk.command([Program.pdlTUI, "-d", disk.path, origin.url()]),
                environment: home.environment)
            try await session.wait(for: "the reason") {
                $0.contains("disk full") || $0.contains("not enough space")
            }
            #expect(lengthIsKnown || origin.bytesServed > 2 << 20)
            try disk.free()
            try await session.wait(forText: "1 done")
            try await session.press("q")
            #expect(try await session.exitCode() == 0)
            #expect(try disk.names() == ["file.bin"])
            #expect(try body.isContent(ofFile: disk.result("file.bin")))
            try await origin.stop()
        }
    }

    @Test func `a full disk fails get, and the same command resumes`() async throws {
        try await Turns.shared.take {
            let body = Body.pattern(5 << 20)
            let origin = try await FaultOrigin.start(body: body)
            let home = try Home()
            let disk = try await SmallDisk(in: home, mebibytes: 8, free: 3)
            let twice = "\"$@\" && exit 3; >\"$0\"; until \"$@\"; do sleep 0.1; done"
            let result = try await Program.run(
                disk.command(
                    ["sh", "-c", twice, disk.freeingFile, Program.pdlTUI, "get", origin.url()]),
                environment: home.environment)
            #expect(result.exitCode == 0, "\(result.errors)")
            #expect(result.errors.contains("not enough space in"))
            #expect(try disk.names() == ["file.bin"])
            #expect(try body.isContent(ofFile: disk.result("file.bin")))
            try await origin.stop()
        }
    }
}
