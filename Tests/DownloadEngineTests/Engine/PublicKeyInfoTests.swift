import Testing

@testable import DownloadEngine

@Suite struct `The public key of a certificate` {
    /// A certificate that openssl made: EC key, version 3.
    private static let pem = """
        -----BEGIN CERTIFICATE-----
        MIIBczCCARmgAwIBAgIUTWi1T6NiiYs/1O+zgYL6zm1l7W8wCgYIKoZIzj0EAwIw
        DzENMAsGA1UEAwwEdGVzdDAeFw0yNjExMjcwOTUwNDlaFw0zNjExMjQwOTUwNDla
        MA8xDTALBgNVBAMMBHRlc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQguJqL
        iaS+dOdHydowvhp8viI2r+xV6VKNRt0RcMm0lZTu+Xpsfjtx+OPOzKmtJkvLDaYt
        sFeBUlFs8eZCRcXto1MwUTAdBgNVHQ4EFgQU0qz3nNKjVwCJaiufPa0RCrAPhDcw
        HwYDVR0jBBgwFoAU0qz3nNKjVwCJaiufPa0RCrAPhDcwDwYDVR0TAQH/BAUwAwEB
        /zAKBggqhkjOPQQDAgNIADBFAiB32qBUuMoOpAgheNImEF6HaRxx9jLchmw5SuO9
        96JrgwIhAKYSOTx5ThFJLv+SmRSLziO6pLyk2dFzz1Ms4xBobbx/
        -----END CERTIFICATE-----
        """

    @Test func `its digest is the one that openssl computes`() {
        #expect(
            PublicKeyInfo.digest(ofPEM: Self.pem)
                == "sha256//uQkI6ipt6I1x+rKTL/MNBY4s2aeZ6aCiWqIguSsL7rU=")
    }

    @Test func `text that is no certificate has none`() {
        #expect(PublicKeyInfo.digest(ofPEM: "") == nil)
        #expect(PublicKeyInfo.digest(ofPEM: "-----BEGIN CERTIFICATE-----\nAAAA\n") == nil)
        #expect(PublicKeyInfo.digest(ofPEM: "-----BEGIN CERTIFICATE-----") == nil)
    }

    @Test func `no cut or changed certificate is read beyond its end`() throws {
        let whole: [UInt8] = [
            0x30, 0x17, 0x30, 0x15, 0x02, 0x01, 1, 0x30, 0, 0x30, 0, 0x30, 0, 0x30, 0, 0x30, 0x06,
            0x30, 0x00, 0x03, 0x02, 0x00, 0x01, 0x04, 0x00,
        ]
        #expect(PublicKeyInfo.range(inCertificate: whole) == 15..<23)
        for length in 0..<whole.count {
            _ = PublicKeyInfo.range(inCertificate: Array(whole.prefix(length)))
            for byte in [UInt8(0), 0x7F, 0x80, 0x81, 0x84, 0xFF] {
                var changed = whole
                changed[length] = byte
                if let range = PublicKeyInfo.range(inCertificate: changed) {
                    #expect(range.upperBound <= changed.count)
                }
            }
        }
    }
}
