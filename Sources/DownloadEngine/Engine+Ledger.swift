import DownloadCore

extension Engine {
    /// Notes in the ledger what a person would miss.
    func changed(_ entry: Entry, from before: Download.State?) {}

    /// Takes a download out of the ledger's queue.
    func forgetInLedger(_ id: DownloadID) {}

    /// Notes the queue's new order.
    func orderChanged() {}
}
