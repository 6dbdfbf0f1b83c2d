import DownloadCore
import DownloadEngine
import Foundation

extension PartFile {
    /// Returns the number of completed bytes that a part file records; 0 if it does not exist.
    static func covered(atPath path: String) -> Int64 {
        let (system, name) = (LinuxFileSystem(), (path as NSString).lastPathComponent)
        guard let folder = try? system.openFolder((path as NSString).deletingLastPathComponent),
            let file = try? system.open(name, in: folder),
            let facts = try? system.facts(of: file),
            let bytes = FileManager.default.contents(atPath: path), bytes.count >= Footer.size
        else { return 0 }
        let place = PartPlace(boot: system.bootID(), mount: facts.mount, inode: facts.inode)
        let footer = [UInt8](bytes.suffix(Footer.size))
        let reading = FooterReading(
            footer.span.bytes, at: Int64(bytes.count - Footer.size), in: place)
        return reading?.covered.count ?? 0
    }
}
