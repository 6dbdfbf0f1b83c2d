import RemoteControl
import TerminalUI

extension EffectiveSettings {
    /// Returns the address of the RPC as comments, and its secret if that goes to a terminal.
    ///
    /// - Parameters:
    ///   - secretFile: The file with the secret, unless one is set.
    ///   - isTerminal: Whether the text is shown on a terminal: it is in no file and no pipe.
    /// - Returns: Lines; empty if the RPC is switched off.
    func remoteText(secretFile: String?, isTerminal: Bool) -> String {
        guard let address = settings.remote.listen.flatMap(ListenAddress.init) else { return "" }
        var lines = ["# RPC: http://\(address.text)/jsonrpc"]
        if isTerminal {
            lines.append("# RPC secret: \(shownSecret(secretFile))")
        } else {
            lines.append("# RPC secret: shown on a terminal only")
        }
        return "\n" + lines.joined(separator: "\n") + "\n"
    }

    private func shownSecret(_ file: String?) -> String {
        if let secret = settings.remote.secret { return Text.visible(secret) }
        guard let file else { return "none; set rpc.secret" }
        do throws(SettingError) {
            return try RemoteSecret(path: file).read().map(Text.visible)
                ?? "generated when the RPC starts for the first time"
        } catch {
            return error.message
        }
    }
}
