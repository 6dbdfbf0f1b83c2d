import DownloadCore
import Testing

private let old = "Sun, 06 Nov 1994 08:49:37 GMT"
private let minuteLater = "Sun, 06 Nov 1994 08:50:37 GMT"
private let secondLater = "Sun, 06 Nov 1994 08:49:38 GMT"

struct ValidatorTests {
    private func validator(
        _ tag: String? = nil, _ changed: String? = nil, sent: String? = minuteLater
    ) -> Validator {
        Validator(entityTag: tag, lastModified: changed, date: sent)
    }

    @Test func `a strong entity tag takes precedence over a strong date`() {
        #expect(validator("\"a\"", old).ifRangeLadder == ["\"a\"", old])
        #expect(validator("\"a\"", old).ifRangeText == "\"a\"")
        #expect(validator(nil, old).ifRangeText == old)
    }

    @Test(arguments: [
        "W/\"a\"", "w/\"a\"", "a", "\"a", "a\"", "\"", "\"a b\"", "\"a\"b\"", "\"ä\"", "",
    ])
    func `a weak or malformed tag is never sent`(tag: String) {
        #expect(validator(tag).ifRangeText == nil)
        #expect(validator(tag, old).ifRangeText == old)
    }

    @Test func `a date is strong after a minute, by the server's clock`() {
        #expect(validator(nil, old, sent: minuteLater).ifRangeText == old)
        #expect(validator(nil, old, sent: "Sun, 06 Nov 1994 08:50:36 GMT").ifRangeText == nil)
        #expect(validator(nil, old, sent: secondLater).ifRangeText == nil)
        #expect(validator(nil, minuteLater, sent: old).ifRangeText == nil)
        #expect(validator(nil, old, sent: nil).ifRangeText == nil)
        #expect(validator(nil, "long ago", sent: minuteLater).ifRangeText == nil)
    }

    @Test func `two tags decide`() {
        #expect(validator("\"a\"").relation(to: validator("\"a\"")) == .same)
        #expect(isOther(validator("\"a\"", old), validator("\"b\"", old)))
        #expect(isOther(validator("W/\"a\""), validator("W/\"b\"")))
        #expect(isOther(validator("\"a\""), validator("W/\"b\"")))
        #expect(isOther(validator("a"), validator("b")))
        #expect(validator("\"a\"", old).relation(to: validator("\"a\"", secondLater)) == .same)
    }

    @Test func `weakly equal tags prove nothing`() {
        #expect(validator("\"a\"").relation(to: validator("W/\"a\"")) == .unknown)
        #expect(validator("W/\"a\"").relation(to: validator("W/\"a\"")) == .unknown)
    }

    @Test func `without two tags dates decide`() {
        #expect(validator(nil, old).relation(to: validator("\"a\"", old)) == .same)
        #expect(isOther(validator(nil, old), validator(nil, secondLater)))
        #expect(isOther(validator("\"a\"", old), validator(nil, secondLater)))
        #expect(
            validator(nil, old).relation(to: validator(nil, "Sunday, 06-Nov-94 08:49:37 GMT"))
                == .same)
        #expect(validator(nil, old, sent: nil).relation(to: validator(nil, old)) == .unknown)
        #expect(isOther(validator(nil, "v1"), validator(nil, "v2")))
    }

    @Test func `a missing field proves nothing`() {
        #expect(Validator.none.relation(to: validator("\"a\"", old)) == .unknown)
        #expect(validator("\"a\"", old).relation(to: .none) == .unknown)
        #expect(validator("\"a\"").relation(to: validator(nil, old)) == .unknown)
    }

    @Test func `a later response completes the validator`() {
        let both = validator("\"a\"").completed(by: validator(nil, old))
        #expect(both == validator("\"a\"", old))
        let stronger = validator(nil, old, sent: secondLater).completed(by: validator("\"b\"", old))
        #expect(stronger == validator("\"b\"", old))
        #expect(validator("\"a\"", old).completed(by: .none) == validator("\"a\"", old))
    }

    @Test func `the text form is read back as the same validator`() {
        for known in [
            Validator.none, validator("\"a\""), validator("W/\"ä b\"", old),
            validator(nil, old, sent: nil), validator(nil, "v1"),
            validator("\"" + String(repeating: "x", count: 398) + "\"", old),
        ] {
            #expect(Validator(text: known.text) == known)
            #expect(known.text.utf8.count <= 512)
        }
    }

    @Test func `an overlong or binary value is ignored`() {
        #expect(validator("\"" + String(repeating: "x", count: 399) + "\"").isNone)
        #expect(validator("\"a\tb\"").isNone)
        #expect(validator("\"a\u{1}b\"", String(repeating: "1", count: 65)).isNone)
    }

    @Test(arguments: [
        "x", "e", "ea\u{1}", "M", "zNov", "e" + String(repeating: "a", count: 600), "\u{0}",
        "e\"a\"\tq",
    ])
    func `a corrupt text is refused`(text: String) {
        #expect(Validator(text: text) == nil)
    }

    @Test func `an invalid stored date is not strong`() {
        #expect(Validator(text: "Mlong ago")?.ifRangeText == nil)
    }

    private func isOther(_ a: Validator, _ b: Validator) -> Bool {
        if case .other = a.relation(to: b) { return true }
        return false
    }
}
