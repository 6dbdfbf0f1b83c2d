import CLinux
import DownloadCore
import Glibc

/// The arguments of this process, in bytes and as other users can see them.
enum ProcessArguments {
    /// Returns the arguments after the program's name.
    ///
    /// In a URL, bytes that are not UTF-8 are percent-encoded, which sends them unchanged. Any
    /// other argument with such bytes would name a different file or send a different text.
    ///
    /// - Throws: `SettingError` with the argument's number, since its text may be a secret.
    static func decoded(_ arguments: [[UInt8]]) throws(SettingError) -> [String] {
        var texts: [String] = []
        for (index, bytes) in arguments.enumerated() {
            if let text = String(validating: bytes, as: UTF8.self) {
                texts.append(text)
                continue
            }
            guard bytes.first != UInt8(ascii: "-"), isURL(bytes) else {
                throw SettingError(
                    message: "argument \(index + 1)\(optionName(bytes)) is not valid UTF-8")
            }
            texts.append(percentEncoded(bytes))
        }
        return texts
    }

    /// Returns the name of the option in `--name=value`, in parentheses; empty for other arguments.
    private static func optionName(_ bytes: [UInt8]) -> String {
        let name = bytes.prefix { $0.isLetter || $0 == UInt8(ascii: "-") }
        guard name.starts(with: "--".utf8), bytes.dropFirst(name.count).first == UInt8(ascii: "=")
        else { return "" }
        return " (\(String(decoding: name, as: UTF8.self)))"
    }

    private static func isURL(_ bytes: [UInt8]) -> Bool {
        let scheme = bytes.prefix(while: \.isLetter)
        return !scheme.isEmpty && bytes[scheme.endIndex...].starts(with: "://".utf8)
    }

    private static func percentEncoded(_ bytes: [UInt8]) -> String {
        let hex = Array("0123456789ABCDEF".utf8)
        let encoded = bytes.flatMap { byte in
            byte < 0x80 ? [byte] : [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    /// Returns the bytes of an argument to hide from other users of the machine.
    ///
    /// - Parameters:
    ///   - argument: The argument, in any encoding.
    ///   - previous: The argument before it; `nil` for the first.
    /// - Returns: The range to hide, or `nil`.
    static func secret(in argument: [UInt8], after previous: [UInt8]?) -> Range<Int>? {
        guard !argument.isEmpty else { return nil }
        let isProxy = previous?.elementsEqual("--proxy".utf8) == true
        if let previous, !isProxy {
            if ["--user", "--bearer"].contains(where: { previous.elementsEqual($0.utf8) }) {
                return 0..<argument.count
            }
            let isHeader =
                previous.elementsEqual("--header".utf8)
                || headerFlag(in: previous) != nil && previous.dropFirst().allSatisfy(\.isLetter)
            if isHeader { return isHarmless(argument[...]) ? nil : 0..<argument.count }
        }
        for (option, isHeader) in [("--user=", false), ("--bearer=", false), ("--header=", true)]
        where argument.starts(with: option.utf8) {
            return secret(from: option.utf8.count, in: argument, isHeader: isHeader)
        }
        if let flag = headerFlag(in: argument) {
            return secret(from: flag + 1, in: argument, isHeader: true)
        }
        let proxyStart: Int? = isProxy ? 0 : argument.starts(with: "--proxy=".utf8) ? 8 : nil
        return userInformation(in: argument, proxyStart: proxyStart)
    }

    /// Returns the range of the value that an argument contains; `nil` if it is not secret.
    private static func secret(
        from start: Int, in argument: [UInt8], isHeader: Bool
    ) -> Range<Int>? {
        let value = argument[start...]
        return value.isEmpty || isHeader && isHarmless(value) ? nil : start..<argument.count
    }

    /// Returns the position of `H` in a group of short options such as `-vH`.
    private static func headerFlag(in argument: [UInt8]) -> Int? {
        guard argument.first == UInt8(ascii: "-") else { return nil }
        return argument.dropFirst().prefix(while: \.isLetter).firstIndex(of: UInt8(ascii: "H"))
    }

    private static func isHarmless(_ header: ArraySlice<UInt8>) -> Bool {
        FieldLine.isHarmless(String(decoding: header, as: UTF8.self))
    }

    /// Returns the range of the user information of a URL, or of a proxy without a scheme.
    private static func userInformation(in bytes: [UInt8], proxyStart: Int?) -> Range<Int>? {
        var start = proxyStart
        if let colon = bytes.indices.first(where: { bytes[$0...].starts(with: "://".utf8) }) {
            start = colon + 3
        }
        guard let start else { return nil }
        let end = bytes[start...].firstIndex { "/?#".utf8.contains($0) } ?? bytes.endIndex
        guard let at = bytes[start..<end].lastIndex(of: UInt8(ascii: "@")), at > start else {
            return nil
        }
        return start..<at
    }

    /// Reads the process arguments and hides their secrets from `ps`.
    ///
    /// The kernel shows the memory in which it placed the arguments, so overwriting it hides them.
    /// They are visible for a moment after the start; secrets in files never are.
    static func take() throws(SettingError) -> [String] {
        let all = CommandLine.arguments.count
        var address = pdl_first_argument()
        var arguments: [[UInt8]] = []
        var places: [UnsafeMutablePointer<CChar>] = []
        for _ in 0..<all {
            let length = strlen(address)
            arguments.append(
                Array(UnsafeRawBufferPointer(start: UnsafeRawPointer(address), count: length)))
            places.append(address)
            address += length + 1
        }
        // Writes only to what is certainly the arguments' memory.
        guard
            zip(arguments, CommandLine.arguments).allSatisfy({
                String(decoding: $0, as: UTF8.self) == $1
            })
        else { return Array(CommandLine.arguments.dropFirst()) }
        for index in arguments.indices.dropFirst() {
            let previous = index > 1 ? arguments[index - 1] : nil
            guard let range = secret(in: arguments[index], after: previous) else { continue }
            for offset in range { places[index][offset] = CChar(UInt8(ascii: "*")) }
        }
        return try decoded(Array(arguments.dropFirst()))
    }
}
