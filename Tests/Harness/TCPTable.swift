import Foundation

/// The TCP sockets of a network namespace, as the kernel lists them (proc_net_tcp).
package struct TCPTable {
    /// A socket.
    package struct Row {
        /// Its port.
        package let port: Int
        /// The port of the other end; 0 for none.
        package let remotePort: Int
        /// Its state: 1 established, 8 closed by the other end, 10 listening.
        package let state: Int
        /// The bytes that the other end has not acknowledged.
        package let unsent: Int64
        /// The bytes that its process has not read.
        package let unread: Int64
    }

    /// The sockets.
    package let rows: [Row]

    /// Reads a table.
    ///
    /// - Parameter path: The kernel's file.
    package init(path: String = "/proc/net/tcp") {
        // `String(contentsOfFile:)` reads the first page only of a file without a size.
        let bytes = try? FileHandle(forReadingAtPath: path)?.readToEnd()
        let text = String(decoding: bytes ?? Data(), as: UTF8.self)
        rows = text.split(separator: "\n").dropFirst().compactMap { line in
            let words = line.split(separator: " ")
            guard words.count > 4 else { return nil }
            let numbers = words[1...4].map { word in
                word.split(separator: ":").map { Int64($0.suffix(16), radix: 16) ?? 0 }
            }
            guard numbers.map(\.count) == [2, 2, 1, 2] else { return nil }
            return Row(
                port: Int(numbers[0][1]), remotePort: Int(numbers[1][1]),
                state: Int(numbers[2][0]), unsent: numbers[3][0], unread: numbers[3][1])
        }
    }
}
