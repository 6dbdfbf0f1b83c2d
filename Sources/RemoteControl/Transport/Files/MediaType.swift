import DownloadCore

/// The media types of the files that web interfaces consist of.
enum MediaType {
    private static let byExtension = [
        "css": "text/css; charset=utf-8", "gif": "image/gif", "htm": "text/html; charset=utf-8",
        "html": "text/html; charset=utf-8", "ico": "image/x-icon", "jpeg": "image/jpeg",
        "jpg": "image/jpeg", "js": "text/javascript; charset=utf-8", "json": "application/json",
        "map": "application/json", "mjs": "text/javascript; charset=utf-8", "png": "image/png",
        "svg": "image/svg+xml", "ttf": "font/ttf", "txt": "text/plain; charset=utf-8",
        "wasm": "application/wasm", "webmanifest": "application/manifest+json",
        "webp": "image/webp", "woff": "font/woff", "woff2": "font/woff2",
        "eot": "application/vnd.ms-fontobject", "otf": "font/otf",
    ]

    /// Returns the type of a file by the extension of its name.
    static func named(_ name: String) -> String {
        let ending = name.asciiLowercased.split(separator: ".").last.map(String.init) ?? ""
        return byExtension[ending] ?? "application/octet-stream"
    }
}
