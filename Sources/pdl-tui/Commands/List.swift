import ArgumentParser

/// `pdl-tui list`: the queue and history as the ledger has them.
struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Print the queue and history.")

    @Flag(help: "one JSON object a line")
    var json = false
}
