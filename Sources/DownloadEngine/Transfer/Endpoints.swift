import CLibcurl
import Glibc

/// The two ends of a TCP connection, as libcurl tells them.
struct Endpoints: Hashable {
    let local: String
    let localPort: Int32
    let remote: String
    let remotePort: Int32
}
