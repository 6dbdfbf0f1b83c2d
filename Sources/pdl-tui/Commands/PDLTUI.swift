import ArgumentParser
import DownloadCore

@main
struct PDLTUI: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "pdl-tui")
}
