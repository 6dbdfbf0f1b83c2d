/// Converts host names to ASCII, with Punycode for internationalized labels.
///
/// The conversion is UTS 46 version 31 as used by the WHATWG URL Standard: nontransitional, without
/// checks of hyphens. libcurl does not do it, because its libidn2 reads names in the encoding of
/// the locale. The same URL must lead to the same host in every locale.
package enum DomainName {
    /// The reason why a name is invalid.
    package struct Problem: Error, Hashable, CustomStringConvertible {
        /// One clause, such as "the host contains a space".
        package let description: String
    }

    /// The maximum length of a DNS label (RFC 1035 section 2.3.4).
    static let longestLabel = 63

    /// Returns the name in lowercase ASCII, with internationalized labels in Punycode.
    ///
    /// - Throws: `Problem` if the name is not a valid host name.
    package static func ascii(_ name: String) throws(Problem) -> String {
        let labels = try mapped(name).split(separator: ".", omittingEmptySubsequences: false)
        var result: [String] = []
        var unicode: [[Unicode.Scalar]] = []
        for (index, label) in labels.enumerated() {
            // The name may end with the root label.
            if label.isEmpty, index == labels.count - 1, index > 0 {
                result.append("")
                continue
            }
            guard !label.isEmpty else {
                throw Problem(
                    description: "the host “\(shown(name))” has an empty part between its dots")
            }
            let (ascii, scalars) = try self.label(Array(label))
            guard ascii.utf8.count <= longestLabel else {
                throw Problem(
                    description: "“\(shown(ascii))” is longer than \(longestLabel) bytes,"
                        + " the limit for a part of a host")
            }
            result.append(ascii)
            unicode.append(scalars)
        }
        if unicode.joined().contains(where: { Direction($0).isRightToLeft }),
            let wrong = unicode.first(where: { !Direction.isAllowed($0) })
        {
            throw Problem(
                description: "“\(shown(wrong.text))” mixes left-to-right and right-to-left"
                    + " scripts, which a host must not")
        }
        return result.joined(separator: ".")
    }

    /// Maps each character as UTS 46 requires, then composes the result.
    private static func mapped(_ name: String) throws(Problem) -> [Unicode.Scalar] {
        var scalars: [Unicode.Scalar] = []
        for scalar in name.unicodeScalars {
            if scalar.isASCII {
                scalars.append(try lowercased(scalar))
                continue
            }
            if DomainNameRules.isIgnored(scalar) { continue }
            guard let mapped = DomainNameTables.shared.mapping(of: scalar) else {
                guard DomainNameRules.isValid(scalar) else { throw refusal(of: scalar) }
                scalars.append(scalar)
                continue
            }
            // A fullwidth solidus maps to "/", which must be rejected.
            for part in mapped { scalars.append(part.isASCII ? try lowercased(part) : part) }
        }
        return scalars.allSatisfy(\.isASCII) ? scalars : Composition.composed(scalars)
    }

    /// Returns a label in ASCII and in Unicode.
    private static func label(
        _ label: [Unicode.Scalar]
    ) throws(Problem) -> (ascii: String, unicode: [Unicode.Scalar]) {
        guard label.allSatisfy(\.isASCII) else {
            try check(label)
            return ("xn--" + Punycode.encoded(label), label)
        }
        let text = label.text
        guard text.hasPrefix("xn--") else { return (text, label) }
        guard let decoded = Punycode.decoded(text.dropFirst(4)),
            !decoded.allSatisfy(\.isASCII), decoded == Composition.composed(decoded),
            decoded.allSatisfy({
                $0.isASCII || DomainNameTables.shared.mapping(of: $0) == nil
            }),
            "xn--" + Punycode.encoded(decoded) == text
        else {
            throw Problem(description: "“\(shown(text))” in the host is not valid Punycode")
        }
        for scalar in decoded where scalar.isASCII {
            guard try lowercased(scalar) == scalar, scalar != "." else {
                throw Problem(description: "“\(shown(text))” in the host is not valid Punycode")
            }
        }
        try check(decoded)
        return (text, decoded)
    }

    private static func check(_ label: [Unicode.Scalar]) throws(Problem) {
        for scalar in label where !scalar.isASCII && !DomainNameRules.isValid(scalar) {
            throw refusal(of: scalar)
        }
        if label.starts(with: "xn--".unicodeScalars) {
            throw Problem(description: "“\(shown(label.text))” in the host is not valid Punycode")
        }
        if let first = label.first, DomainNameRules.isMark(first) {
            throw Problem(
                description: "“\(shown(label.text))” in the host begins with a combining mark")
        }
        guard DomainNameRules.hasJoinersInPlace(label) else {
            throw Problem(description: "the host contains an invisible character")
        }
    }

    /// Returns an ASCII letter, digit, `-`, `_` or `.` in lower case; rejects all others.
    private static func lowercased(_ scalar: Unicode.Scalar) throws(Problem) -> Unicode.Scalar {
        let byte = UInt8(truncatingIfNeeded: scalar.value)
        guard byte.isLetter || byte.isDigit || "-._".utf8.contains(byte) else {
            throw refusal(of: scalar)
        }
        return Unicode.Scalar(byte.lowercased)
    }

    private static func refusal(of scalar: Unicode.Scalar) -> Problem {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
            .unassigned:
            Problem(description: "the host contains an invisible character")
        case .spaceSeparator: Problem(description: "the host contains a space")
        default: Problem(description: "the host contains “\(Character(scalar))”")
        }
    }

    private static func shown(_ text: String) -> String {
        let visible = text.unicodeScalars.filter {
            $0.properties.generalCategory != .control && $0.properties.generalCategory != .format
        }
        return Array(visible.prefix(64)).text
    }
}

extension Array<Unicode.Scalar> {
    /// The scalars as text.
    var text: String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: self)
        return String(view)
    }
}
