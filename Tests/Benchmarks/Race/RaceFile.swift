import Foundation

/// A file of results, which collects the races of several invocations.
struct RaceFile: Codable {
    /// The machine.
    var machine: [String: String] = Machine.description
    /// The tools with their versions.
    var versions: [String: String] = [:]
    /// The races in order.
    var races: [Race] = []

    /// Reads a file; starts empty if it does not exist.
    init(path: String) throws {
        guard let data = FileManager.default.contents(atPath: path) else { return }
        self = try JSONDecoder().decode(RaceFile.self, from: data)
    }

    /// Adds races, replacing earlier ones of the same title, and writes the file.
    static func add(_ races: [Race], versions: [String: String], path: String) throws {
        var file = try RaceFile(path: path)
        file.machine = Machine.description
        file.versions.merge(versions) { _, new in new }
        for race in races {
            if let index = file.races.firstIndex(where: { $0.title == race.title }) {
                file.races[index] = race
            } else {
                file.races.append(race)
            }
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try encoder.encode(file).write(to: URL(fileURLWithPath: path))
    }
}
