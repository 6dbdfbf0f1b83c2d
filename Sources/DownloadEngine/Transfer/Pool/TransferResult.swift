import CLibcurl

/// How a transfer has ended, as libcurl says.
struct TransferResult {
    /// libcurl's code.
    let code: CURLcode

    /// What libcurl says when nothing is wrong.
    static let success = TransferResult(code: CURLE_OK)

    /// Whether nothing is wrong.
    var isSuccess: Bool { code == CURLE_OK }
}
