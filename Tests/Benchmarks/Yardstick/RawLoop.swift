import CLibcurl
import Foundation
import Synchronization

/// A request of a yardstick.
struct RawPart: Sendable {
    /// The URL.
    var url: String
    /// The output path if the file is not yet open.
    var path: String?
    /// The open file; negative before it is opened.
    var file: Int32 = -1
    /// The range to request; `nil` requests everything.
    var range: Range<Int64>?
}

/// The queue of remaining requests, shared by all threads.
final class RawWork: Sendable {
    private let left: Mutex<ArraySlice<RawPart>>
    private let problem = Mutex<String?>(nil)

    /// Creates the queue.
    init(_ parts: [RawPart]) { left = Mutex(parts[...]) }

    /// Returns the next request; `nil` if there is none, or one has failed.
    func next() -> RawPart? {
        guard failure == nil else { return nil }
        return left.withLock { $0.popFirst() }
    }

    /// The first failure.
    var failure: String? {
        get { problem.withLock { $0 } }
        set { problem.withLock { $0 = $0 ?? newValue } }
    }
}

/// A thread of a yardstick with its libcurl multi handle.
final class RawLoop: Sendable {
    private let work: RawWork
    private let handles: Int
    private let authority: String?

    /// Creates a loop that runs up to `handles` requests concurrently.
    init(_ work: RawWork, handles: Int, authority: String?) {
        self.work = work
        self.handles = handles
        self.authority = authority
    }

    /// An easy handle and the destination of its data.
    private final class Transfer {
        let handle: UnsafeMutableRawPointer
        var part = RawPart(url: "")
        var position: Int64 = 0

        init?() {
            guard let handle = curl_easy_init() else { return nil }
            self.handle = handle
        }

        deinit { curl_easy_cleanup(handle) }

        func set(_ option: CURLoption, _ value: Int) { _ = pdl_set_long(handle, option, value) }

        func set(_ option: CURLoption, _ value: String?) {
            _ = pdl_set_string(handle, option, value)
        }

        /// Starts a request.
        func begin(_ part: RawPart) {
            self.part = part
            position = part.range?.lowerBound ?? 0
            if let path = part.path {
                self.part.file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
            }
            set(CURLOPT_URL, part.url)
            set(CURLOPT_RANGE, part.range.map { "\($0.lowerBound)-\($0.upperBound - 1)" })
        }
    }

    /// Runs until no requests remain.
    func run() {
        guard let multi = curl_multi_init() else { return }
        defer { curl_multi_cleanup(multi) }
        var transfers: [Transfer] = []
        for _ in 0..<handles {
            guard let part = work.next(), let transfer = Transfer() else { break }
            prepare(transfer)
            transfer.begin(part)
            curl_multi_add_handle(multi, transfer.handle)
            transfers.append(transfer)
        }
        var running = Int32(transfers.count)
        var count: Int32 = 0
        while running > 0 {
            curl_multi_perform(multi, &running)
            while let message = curl_multi_info_read(multi, &count) {
                guard let handle = message.pointee.easy_handle,
                    let transfer = transfers.first(where: { $0.handle == handle })
                else { continue }
                let result = pdl_message_result(message)
                if result != CURLE_OK {
                    work.failure = String(cString: curl_easy_strerror(result))
                }
                curl_multi_remove_handle(multi, handle)
                if transfer.part.path != nil { close(transfer.part.file) }
                guard let part = work.next() else { continue }
                transfer.begin(part)
                curl_multi_add_handle(multi, handle)
                running += 1
            }
            if running > 0 { curl_multi_poll(multi, nil, 0, 1_000, nil) }
        }
    }

    private func prepare(_ transfer: Transfer) {
        transfer.set(CURLOPT_FAILONERROR, 1)
        transfer.set(CURLOPT_NOSIGNAL, 1)
        transfer.set(CURLOPT_PROXY, "")
        transfer.set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
        transfer.set(CURLOPT_BUFFERSIZE, 512 << 10)
        if let authority { transfer.set(CURLOPT_CAINFO, authority) }
        _ = pdl_set_pointer(
            transfer.handle, CURLOPT_WRITEDATA, Unmanaged.passUnretained(transfer).toOpaque())
        _ = pdl_set_callback(transfer.handle, CURLOPT_WRITEFUNCTION) {
            bytes, size, count, context in
            guard let bytes, let context else { return 0 }
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            let length = size * count
            let written = pwrite(transfer.part.file, bytes, length, Int(transfer.position))
            transfer.position += Int64(length)
            return written == length ? length : 0
        }
    }
}
