import Glibc

/// The kernel's boot ID, different after each boot.
///
/// What a killed process wrote is still in the page cache, and so in the file, until the machine is
/// rebooted.
package struct BootID: Hashable, Sendable {
    /// The two halves of the ID in the order of its text; both 0 when it is unknown.
    package var high, low: UInt64

    /// Creates an identifier from its halves.
    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// An unknown boot: the same as no other, not even as another unknown one.
    package static let unknown = BootID(high: 0, low: 0)

    /// Returns whether both are known and identify the same boot.
    package func isSameRun(as other: BootID) -> Bool {
        self != .unknown && self == other
    }

    /// Parses a UUID's text, with or without a line end; anything else is `unknown`.
    package init(text: some Sequence<UInt8>) {
        var digits = 0
        var high: UInt64 = 0
        var low: UInt64 = 0
        for byte in text {
            let value: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = byte - UInt8(ascii: "A") + 10
            case UInt8(ascii: "-"), UInt8(ascii: "\n"): continue
            default:
                self = .unknown
                return
            }
            if digits < 16 {
                high = high << 4 | UInt64(value)
            } else {
                low = low << 4 | UInt64(value)
            }
            digits += 1
        }
        self = digits == 32 ? BootID(high: high, low: low) : .unknown
    }

    /// Returns the ID of this boot, as the kernel reports it; `unknown` when it does not.
    package static func current() -> BootID {
        let number = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC)
        guard number >= 0 else { return .unknown }
        let file = Descriptor(owning: number)
        var text: [UInt8] = Array(repeating: 0, count: 64)
        let count = read(file.number, &text, text.count)
        return count > 0 ? BootID(text: text.prefix(count)) : .unknown
    }
}

extension BootID: CustomStringConvertible {
    /// The ID in 32 hexadecimal digits; empty when it is unknown.
    package var description: String {
        guard self != .unknown else { return "" }
        return [high, low].map { half in
            let digits = String(half, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}
