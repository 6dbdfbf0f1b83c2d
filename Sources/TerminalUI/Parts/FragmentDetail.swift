import DownloadCore

extension View {
    /// Draws a line about the selected fragment, or about the whole download.
    mutating func drawDetail(of download: DownloadSnapshot, row: Rect) {
        let parts =
            model.focus == .pane && model.selectedFragment != nil
            ? fragmentFacts(of: download) : connectionFacts(of: download)
        canvas.write(
            parts.joined(separator: ascii ? " - " : " · "), x: row.x + 2, y: row.y,
            width: row.width - 4, Style(.muted))
    }

    private func fragmentFacts(of download: DownloadSnapshot) -> [String] {
        guard let fragment = model.selectedFragment else { return [] }
        let last = max(fragment.range.start, fragment.range.end - 1)
        let end = fragment.range.end == Int64.max ? "end" : Units.grouped(last)
        var parts = [
            "bytes " + Units.grouped(fragment.range.start) + (ascii ? "-" : "–") + end
        ]
        if let status = fragment.status {
            let isFTP = download.server?.protocolVersion == "FTP"
            parts.append((isFTP ? "FTP" : "HTTP") + " \(status)")
        }
        if let address = fragment.address { parts.append(address) }
        if fragment.tries > 0 {
            parts.append(fragment.tries == 1 ? "1 try" : "\(fragment.tries) tries")
        }
        if download.request.sources.count > 1 { parts.append("source \(fragment.source + 1)") }
        return parts
    }

    /// Returns the facts about connections (lanes) and fragments (parts of the file).
    private func connectionFacts(of download: DownloadSnapshot) -> [String] {
        let fragments = model.pane.fragments
        let open = fragments.count { $0.state != .done }
        let wanted = download.wantedFragments
        // Other downloads of the host may use its connections.
        let isShort = download.state == .running && download.connections < min(open, wanted)
        var connections = Units.count(wanted, "connection")
        if isShort { connections = "\(download.connections) of " + connections }
        if !download.isActive { connections = "up to " + connections }
        let note = download.connectionsNote
        if let note, !note.isSentence { connections += " (\(note.text))" }
        var parts = [
            "\(connections), \(Units.count(fragments.count, "fragment")), "
                + "\(fragments.count - open) done"
        ]
        if let note, note.isSentence { parts.append(note.text) }
        if let host = download.server?.host {
            let others = isShort ? self.connections(to: host, besides: download) : 0
            parts.append(others > 0 ? "\(others) used by other downloads" : host)
        }
        return parts
    }

    /// Returns the number of connections of other downloads to a host.
    private func connections(to host: String, besides own: DownloadSnapshot) -> Int {
        model.snapshot.downloads.lazy
            .filter { $0.connections > 0 && $0.id != own.id && $0.server?.host == host }
            .reduce(0) { $0 + $1.connections }
    }
}
