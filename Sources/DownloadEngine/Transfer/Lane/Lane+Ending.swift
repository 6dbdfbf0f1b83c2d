import CLibcurl
import DownloadCore

/// Says what the end of a transfer means.
extension Lane {
    /// Returns why the decoded body is not the complete file; `nil` when it is, or the transfer did
    /// not end by itself.
    private func codingFault(_ result: TransferResult) -> DownloadError? {
        result.isSuccess
            ? coding.fault(atEndOf: handle.offset(CURLINFO_CONTENT_LENGTH_DOWNLOAD_T))
            : coding.fault
    }

    /// Returns what the end of the transfer means to its download.
    func end(_ result: TransferResult) -> LaneEnd {
        if let mismatch { return mismatch }
        if let fault = codingFault(result) { return .failed(fault) }
        guard result.isSuccess else {
            return .failed(CurlFailure.error(result.code, of: handle, at: order.url))
        }
        if !isComparing { return .complete }
        return .failed(DownloadError(.cutShort, "the server ended the response too early"))
    }

    /// Returns the error of a proxy that refuses for good to connect to the server; `nil` if none
    /// does.
    ///
    /// It has no status: the server's would show that a link has expired, or that ranges are not
    /// supported.
    func tunnelRefusal(_ result: TransferResult) -> DownloadError? {
        guard !result.isSuccess, phase == .head, handle.proxy != nil,
            CurlFailure.isFinal(connectStatus: handle.number(CURLINFO_HTTP_CONNECTCODE))
        else { return nil }
        var error = CurlFailure.error(result.code, of: handle, at: order.url)
        error.status = nil
        return error
    }

    /// Returns libcurl's result, corrected: a response that ended inside its head is no success,
    /// nor is a file of which less arrived than its FTP server announced.
    func checked(_ result: TransferResult) -> TransferResult {
        guard result.isSuccess else { return result }
        if isHeadCut { return TransferResult(code: CURLE_GOT_NOTHING) }
        return isFileCut ? TransferResult(code: CURLE_PARTIAL_FILE) : result
    }
}
