import DownloadCore

@testable import DownloadEngine

extension PartFile {
    /// Writes a whole file into a folder that is opened for it.
    static func writeWhole(
        _ bytes: UnsafeRawBufferPointer, name: String, in directory: String,
        policy: ExistingFilePolicy, numbering: (String, Int) -> String,
        system: any FileSystem = LinuxFileSystem()
    ) throws(DownloadError) -> String? {
        try writeWhole(
            bytes, name: name, in: TargetFolder(making: directory, system: system), policy: policy,
            numbering: numbering)
    }
}
