import CLibcurl
import Glibc

/// The two endpoints of a TCP connection, as libcurl reports them.
struct Endpoints: Hashable {
    let local: String
    let localPort: Int32
    let remote: String
    let remotePort: Int32
}
