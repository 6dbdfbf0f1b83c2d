import DownloadCore
import Glibc
import RemoteControl
import TerminalUI

/// The settings of the RPC in the form in which it uses them.
struct RemoteRules: Equatable, Sendable {
    /// The rules of the transport.
    var transport: TransportRules
    /// The rules of the methods; without the secret, if that is in the state folder.
    var methods: MethodRules
}

extension CommandSettings {
    /// Returns the rules of the RPC; `nil` if it does not listen.
    ///
    /// - Throws: `SettingError` when the settings cannot be honoured together.
    func remoteRules() throws(SettingError) -> RemoteRules? {
        let remote = settings.remote
        guard let address = remote.listen.flatMap(ListenAddress.init) else { return nil }
        if let secret = remote.secret, !address.isLoopback,
            secret.unicodeScalars.count < RemoteSecret.shortest
        {
            throw SettingError(
                message: "rpc.listen: other machines can reach \(address.text), so rpc.secret needs"
                    + " at least 16 characters")
        }
        guard remote.secret != nil || paths.ledger != nil else {
            throw SettingError(
                message: "rpc.listen: HOME is not set, so there is no place for a secret; set"
                    + " rpc.secret")
        }
        var transport = TransportRules(address: address)
        transport.allow(hosts: remote.allowHosts, origins: remote.allowOrigins)
        transport.webFolder = try remote.webUI.map(webFolder)
        let folders = remoteFolders
        var template = builder.template(directory: folders[0])
        template.limit = nil
        return RemoteRules(
            transport: transport,
            methods: MethodRules(
                secret: remote.secret ?? "", folders: folders,
                allowsShutdown: remote.allowsShutdown, template: template))
    }

    private func webFolder(_ path: String) throws(SettingError) -> String {
        let folder = absolute(path)
        var facts = stat()
        guard stat(folder, &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR,
            access(folder, R_OK | X_OK) == 0
        else {
            throw SettingError(
                message: "rpc.web-ui: \(Text.visible(path)) is not a folder that can be read")
        }
        return folder
    }

    /// The folders for downloads of clients, with that for new ones first.
    private var remoteFolders: [String] {
        let given = settings.remote.folders.map(absolute)
        guard let first = given.first else {
            let kinds = builder.directoryIsGiven ? [:] : settings.folders
            return [directory]
                + Set(kinds.values.map(absolute)).subtracting([directory]).sorted()
        }
        // The usual folder stays the first if clients may use it.
        let preferred = given.contains(directory) ? directory : first
        return [preferred] + given.filter { $0 != preferred }
    }

    private func absolute(_ path: String) -> String {
        absolutePath(path, home: paths.home, base: builder.currentDirectory)
    }
}
