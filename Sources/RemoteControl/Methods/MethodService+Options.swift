import DownloadCore

/// Reports and changes options.
extension MethodService {
    /// The options of `changeGlobalOption` that are not defaults for new downloads.
    private enum QueueOption: String {
        case activeDownloads = "max-concurrent-downloads"
        case limit = "max-overall-download-limit"
    }

    func getOption(_ parameters: Parameters) async throws(RPCError) -> JSONValue {
        let download = try await find(parameters).download
        return OptionReport(download.request, name: download.name).json
    }

    func getGlobalOption() async -> JSONValue {
        let snapshot = await currentView().snapshot
        var report = OptionReport(template, name: nil)
        report.add(QueueOption.activeDownloads.rawValue, "\(snapshot.activeDownloads)")
        report.add(QueueOption.limit.rawValue, "\(snapshot.limit ?? 0)")
        return report.json
    }

    func changeOption(_ parameters: Parameters) async throws(RPCError) -> JSONValue {
        let members = try parameters.members(1)
        let entry = try await find(parameters)
        guard !entry.status.isStopped || entry.status == .error else {
            throw RPCError("Cannot change option for GID#\(entry.gid)")
        }
        let options = try OptionValues(members, allowing: [.always, .download])
        let download = entry.download
        let old = download.request
        var new = old
        try options.apply(to: &new, named: download.name, within: folders)
        new = new.revealed(from: old)
        if let problem = new.problem { throw RPCError(problem) }
        if new.directory != old.directory { try await checkLinks(in: [new]) }
        // These two are changed in transfers under way; the others concern later requests.
        if new.fragments != old.fragments {
            await perform(.setFragments([download.id], new.fragments))
        }
        if new.limit != old.limit {
            await perform(.limitDownload([download.id], bytesPerSecond: new.limit))
        }
        var rest = old
        (rest.fragments, rest.limit) = (new.fragments, new.limit)
        if new != rest { await perform(.edit(download.id, new)) }
        return .string("OK")
    }

    func changeGlobalOption(_ parameters: Parameters) async throws(RPCError) -> JSONValue {
        let members = try parameters.members(0)
        var intents: [Intent] = []
        var defaults: [JSONValue.Member] = []
        for member in members {
            guard let option = QueueOption(rawValue: member.name) else {
                defaults.append(member)
                continue
            }
            intents.append(try Self.intent(option, member.value))
        }
        let options = try OptionValues(defaults, allowing: [.always])
        var request = template
        try options.apply(to: &request, within: folders)
        if request.directory != template.directory { try await checkLinks(in: [request]) }
        // Another call may have changed it meanwhile.
        request = template
        try options.apply(to: &request, within: folders)
        template = request.revealed(from: template)
        for intent in intents { await perform(intent) }
        return .string("OK")
    }

    private static func intent(
        _ option: QueueOption, _ value: JSONValue
    ) throws(RPCError) -> Intent {
        let text: String
        switch value {
        case .string(let word): text = word
        case .integer(let number): text = String(number)
        default: throw .option(option.rawValue, "its value is not a string")
        }
        switch option {
        case .activeDownloads:
            guard let count = Int(text), Intent.activeDownloads.contains(count) else {
                throw .option(option.rawValue, "write a number from 1 to 1000")
            }
            return .setActiveDownloads(count)
        case .limit:
            do throws(RateText.Problem) {
                return .limitAll(bytesPerSecond: try RateText.bytesPerSecond(text))
            } catch {
                throw .option(option.rawValue, error.description)
            }
        }
    }
}
