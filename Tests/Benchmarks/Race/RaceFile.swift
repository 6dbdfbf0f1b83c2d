import Foundation

/// The file of results: races of several runs of the program side by side.
struct RaceFile: Codable {
    /// The machine.
    var machine: [String: String] = Machine.description
    /// The tools with their versions.
    var versions: [String: String] = [:]
    /// The races in their order.
    var races: [Race] = []

    /// Reads a file; an empty one when there is none.
    init(path: String) throws {
        guard let data = FileManager.default.contents(atPath: path) else { return }
        self = try JSONDecoder().decode(RaceFile.self, from: data)
    }

    /// Adds races, in the place of earlier ones of the same title, and writes the file.
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
