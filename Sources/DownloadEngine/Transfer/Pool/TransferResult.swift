import CLibcurl

/// The end of a transfer, as libcurl reports it.
struct TransferResult {
    /// libcurl's result code.
    let code: CURLcode

    /// The result of a transfer without errors.
    static let success = TransferResult(code: CURLE_OK)

    /// Whether there was no error.
    var isSuccess: Bool { code == CURLE_OK }
}
