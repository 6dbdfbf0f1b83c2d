/// A media type without parameters (RFC 9110 section 8.3.1), for telling files from error pages.
package struct MediaType: Hashable, Sendable {
    /// The maximum length in bytes, as limited by the part file's record.
    package static let longest = 24

    /// The lowercase `type/subtype`, truncated to `longest` bytes.
    package let text: String

    /// Parses a `Content-Type` field; `nil` if it is missing or invalid.
    package init?(_ field: String?) {
        guard let field else { return nil }
        let essence = field.utf8.prefix { $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: ",") }
            .map(\.lowercased).filter { !$0.isBlank }
        let parts = essence.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }),
            essence.allSatisfy({ 0x21...0x7E ~= $0 })
        else { return nil }
        text = String(decoding: essence.prefix(Self.longest), as: UTF8.self)
    }

    /// Whether this is the type of a web page.
    package var isPage: Bool { text == "text/html" || text == "application/xhtml+xml" }

    /// Whether this is a type used by login pages, error messages and APIs.
    package var isDocument: Bool {
        isPage || text.hasPrefix("text/") || text.hasPrefix("application/json")
            || text.hasPrefix("application/xml") || text.hasPrefix("multipart/")
            || text.contains("+json") || text.hasSuffix("+xml") && !text.hasPrefix("image/")
    }

    /// Whether a file of this name may have a document type; true also if it has no extension.
    package static func mayBeDocument(named name: String) -> Bool {
        guard let dot = name.lastIndex(of: ".") else { return true }
        return documentEndings.contains(name[name.index(after: dot)...].asciiLowercased)
    }

    private static let documentEndings: Set<String> = [
        "", "asc", "asp", "aspx", "ass", "atom", "bat", "c", "cer", "cfg", "cgi", "conf", "cpp",
        "crt", "csr", "css", "csv", "cue", "diff", "eml", "env", "geojson", "go", "gpx", "h", "htm",
        "html", "ics", "ini", "java", "js", "json", "jsonl", "jsp", "key", "kml", "kt", "log",
        "lua", "m3u", "m3u8", "md", "md5", "mht", "mhtml", "mjs", "mpd", "ndjson", "patch", "pem",
        "php", "pl", "plist", "properties", "ps1", "pub", "py", "r", "rb", "rs", "rss", "rst",
        "scala", "sh", "sha1", "sha256", "sha512", "shtml", "sig", "sql", "srt", "ssa", "sub",
        "sums", "svg", "swift", "tcl", "tex", "toml", "ts", "tsv", "txt", "vbs", "vcf", "vtt",
        "xhtml", "xml", "xsd", "xsl", "yaml", "yml",
    ]
}
