/// A category of files that can have its own folder, determined by the file name extension.
package enum FileKind: String, CaseIterable, Sendable {
    case videos, music, pictures, documents, archives, packages, images

    /// The extensions in lower case, without the dot.
    package var extensions: Set<String> {
        switch self {
        case .videos:
            ["mp4", "mkv", "webm", "avi", "mov", "m4v", "mpg", "mpeg", "wmv", "flv", "ts"]
        case .music: ["mp3", "flac", "ogg", "opus", "m4a", "aac", "wav", "wma", "aiff", "mid"]
        case .pictures:
            ["jpg", "jpeg", "png", "gif", "webp", "svg", "bmp", "tif", "tiff", "avif", "heic"]
        case .documents:
            [
                "pdf", "epub", "djvu", "doc", "docx", "odt", "ods", "odp", "xls", "xlsx", "ppt",
                "pptx", "txt", "rtf", "csv",
            ]
        case .archives:
            [
                "zip", "tar", "gz", "tgz", "bz2", "xz", "txz", "zst", "7z", "rar", "lz", "lzma",
                "lz4",
            ]
        case .packages:
            ["deb", "rpm", "apk", "appimage", "flatpak", "snap", "exe", "msi", "dmg", "pkg", "jar"]
        case .images: ["iso", "img", "qcow2", "vmdk", "vdi", "vhd", "vhdx", "raw"]
        }
    }
}
