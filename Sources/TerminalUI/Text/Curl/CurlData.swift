import DownloadCore

/// The data of a curl command, which `-G` sends in the query.
struct CurlData {
    /// The most bytes that data in the queries of all URLs may have together.
    private static let mostQueryBytes = 16 << 20

    /// Whether the data is sent in the query.
    var isInQuery = false
    private var parts: [String] = []
    /// The first option that sends data.
    private var option: String?
    /// The first option that reads a file.
    private var fileOption: String?

    /// The reason why the data cannot be sent; `nil` when it can.
    var problem: String? {
        if let option, !isInQuery {
            return "the curl command sends data (\(option)); only GET is fetched"
        }
        return fileOption.map {
            "the curl command reads data from a file (\($0) @…); enter the data itself"
        }
    }

    /// The data as part of a query; `nil` without data.
    var query: String? { parts.isEmpty ? nil : parts.joined(separator: "&") }

    /// Takes the value of an option, which reads a file by that option's own rules.
    mutating func take(_ option: String, shown: String, _ value: String) {
        if option != "url-query" { self.option = self.option ?? shown }
        let at = UInt8(ascii: "@")
        switch option {
        case "data-raw": parts.append(value)
        case "url-query" where value.utf8.first == UInt8(ascii: "+"):
            parts.append(String(Substring(value.utf8.dropFirst())))
        case "url-query", "data-urlencode":
            let bytes = value.utf8
            guard let separator = bytes.firstIndex(of: UInt8(ascii: "=")) else {
                if bytes.contains(at) { return addFile(shown) }
                return parts.append(Self.percentEncoded(value[...]))
            }
            let name = value[..<separator]
            let content = Self.percentEncoded(value[bytes.index(after: separator)...])
            parts.append(name.isEmpty ? content : name + "=" + content)
        case _ where value.utf8.first == at: addFile(shown)
        default: parts.append(value)
        }
    }

    private mutating func addFile(_ shown: String) { fileOption = fileOption ?? shown }

    /// Whether a query is too long for this number of URLs.
    static func isTooLong(_ query: String, forURLs count: Int) -> Bool {
        query.utf8.count * count > mostQueryBytes
    }

    /// Returns a text with all bytes but letters and digits percent-encoded.
    static func percentEncoded(_ text: Substring) -> String {
        let hex = Array("0123456789ABCDEF".utf8)
        let bytes = text.utf8.flatMap { byte in
            byte.isLetter || byte.isDigit
                ? [byte] : [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
