import FaultOrigin
import Harness
import Testing

/// Gets `file.bin` of a server until enough transfers have begun behind its first byte: one for each
/// fragment but the first, unless the program stood still while the others took its place.
///
/// - Parameters:
///   - server: The server.
///   - body: The content of the file.
///   - least: The number that is enough.
///   - arguments: The options of `get` and the URL.
///   - environment: Additional variables of the environment.
/// - Returns: Their number in the last run.
/// - Throws: When the program cannot be run or does not end.
func restarts(
    on server: Vsftpd, of body: Body, atLeast least: Int, _ arguments: [String],
    environment: [String: String] = [:]
) async throws -> Int {
    try await measured {
        let before = server.restarts
        let home = try Home()
        let result = try await home.get(arguments, environment: environment)
        #expect(result.exitCode == 0, "\(result.errors)")
        #expect(try body.isContent(ofFile: home.path("file.bin")))
        return server.restarts - before
    } until: {
        $0 >= least
    }
}
