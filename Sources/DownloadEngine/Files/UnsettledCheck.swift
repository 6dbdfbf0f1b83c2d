import Dispatch
import DownloadCore

/// Handles finished files of earlier runs that are not known to be durable.
struct UnsettledCheck {
    let orders: DiskOrders

    /// Syncs the files finished during this boot, and verifies those that the machine may have
    /// lost; what is found comes through the inbox.
    func begin(_ rows: [LedgerEntry]) {
        let inbox = orders.inbox
        let system = orders.system
        let boot = system.bootID()
        var doubtful: [LedgerEntry] = []
        for row in rows where !row.isInUse {
            guard case .done(let path) = row.state, let place = FilePlace(path) else { continue }
            guard row.finishedIn.isSameRun(as: boot) else {
                doubtful.append(row)
                continue
            }
            orders.store.disk(for: place.directory).makeDurable(place.name) { isDurable in
                if isDurable { inbox.post(.verified(row, .right)) }
            }
        }
        guard !doubtful.isEmpty else { return }
        let files = UnsettledFiles(rows: doubtful, system: system)
        DispatchQueue(label: "unsettled", qos: .utility).async {
            files.check { finding, row in inbox.post(.verified(row, finding)) }
        }
    }
}
