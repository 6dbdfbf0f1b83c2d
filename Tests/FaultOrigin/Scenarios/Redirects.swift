import Synchronization

/// Redirects, and content that is encoded although the client accepts only identity.
extension Scenario {
    static let encodings: [Scenario] = {
        let body = Body.pattern(1 << 20)
        return [
            Scenario(
                "gzip-no-ranges", "unrequested gzip, 200 only", size: body.count,
                [.gzipped(body), .noRanges()]),
            Scenario(
                "gzip-chunked", "unrequested gzip, in chunks", size: body.count,
                [.gzipped(body), .noRanges(), .chunked()]),
            Scenario(
                "gzip-ranges", "unrequested gzip, with ranges of the compressed bytes",
                size: body.count, [.gzipped(body)]),
            Scenario(
                "gzip-inside", "ranges inside the file come from a compressed form",
                size: body.count, [.when(.inside, .gzipped(body))]),
            Scenario(
                "coding-identity", "Content-Encoding: identity", size: body.count,
                [.field("Content-Encoding", "identity")]),
            Scenario(
                "coding-unknown", "Content-Encoding: none", size: body.count,
                expectation: .fileOrFailure, [.field("Content-Encoding", "none")]),
            Scenario(
                "tar-gz-labelled", "a .tar.gz labelled Content-Encoding: gzip",
                size: body.count, [.gzipped(body)]
            ).with { $0.target = "/archive.tar.gz" },
        ].map { scenario in scenario.with { $0.alternatives = [body.gzipped] } }
    }()

    static let redirects =
        [301, 302, 303, 307, 308].map { status in
            Scenario(
                "redirect-\(status)", "\(status) to the file", size: 1 << 20,
                [.when(.path("/file.bin"), .redirect(status, to: "/other/real.bin"))])
        } + [
            Scenario(
                "redirect-absolute", "302 to an absolute URL", size: 1 << 20,
                [
                    .when(.path("/file.bin"), .redirect { "http://\($0.authority)/real.bin" })
                ]),
            Scenario(
                "redirect-chain", "five redirects in a row", size: 1 << 20,
                fragments: 2, [chain(of: 5)]),
            Scenario(
                "redirect-chain-19", "nineteen redirects in a row", size: 1 << 20,
                fragments: 1, [chain(of: 19)]),
            Scenario(
                "redirect-chain-long", "endless redirects", expectation: .failure,
                [chain(of: .max)]),
            Scenario(
                "redirect-loop", "a redirect to itself", expectation: .failure,
                [.redirect(to: "/file.bin")]),
            Scenario(
                "redirect-nowhere", "302 without Location", expectation: .failure,
                [.redirect { _ in nil }]),
            Scenario(
                "redirect-to-file", "302 to a file URL", expectation: .failure,
                [.redirect(to: "file:///etc/hostname")]),
            Scenario(
                "redirect-to-ftp", "302 to an ftp URL", expectation: .failure,
                [.redirect(to: "ftp://127.0.0.1:1/file.bin")]),
            Scenario(
                "redirect-to-404", "302 to a URL that does not exist", expectation: .failure,
                [
                    .when(.path("/file.bin"), .redirect(to: "/gone")),
                    .when(.path("/gone"), .status(404)),
                ]
            ),
            Scenario(
                "redirect-token-expires", "the redirect target works for one second",
                size: 8 << 20, bytesPerSecond: 1 << 20,
                [.cutConnection(after: 600_000)] + tokens(seconds: 1, uses: .max)),
            Scenario(
                "redirect-token-once", "the redirect target works for one request",
                tokens(seconds: 3600, uses: 1)),
            Scenario(
                "redirect-other-host", "secrets stay with their host", size: 1 << 20,
                [
                    .when(
                        .path("/file.bin"),
                        .redirect { request in
                            let port = request.authority.split(separator: ":").last ?? ""
                            return "http://localhost:\(port)/real.bin"
                        })
                ]
            ).with { scenario in
                scenario.headers = ["Authorization: Bearer secret", "Cookie: session=secret"]
                scenario.wire = { log, _ in
                    let told = log.contains { entry in
                        entry.request.authority.hasPrefix("localhost")
                            && (entry.request.field("authorization") != nil
                                || entry.request.field("cookie") != nil)
                    }
                    return told ? "a secret went to another host" : nil
                }
            },
        ]

    private init(
        _ name: String, _ rule: String, size: Int64, fragments: Int,
        _ faults: @escaping @Sendable @autoclosure () -> [Fault]
    ) {
        self.init(name, rule, size: size, faults())
        self.fragments = fragments
    }

    /// Redirects from `/file.bin` over `/hop/1` and so on, up to hop `count`.
    private static func chain(of count: Int) -> Fault {
        Fault { request in
            let hop =
                request.path.hasPrefix("/hop/") ? Int(request.path.dropFirst(5)) ?? 0 : 0
            return hop < count ? Fault.redirect(to: "/hop/\(hop + 1)").effects(request) : []
        }
    }

    /// Redirects to a URL with a token that is limited in time and uses.
    private static func tokens(seconds: Double, uses: Int) -> [Fault] {
        let given = Mutex<[String: (until: Double, uses: Int)]>([:])
        let gate = TokenGate(given: given)
        return [
            Fault { request in
                guard request.path == "/file.bin" else {
                    return gate.admits(request) ? [] : Fault.status(403).effects(request)
                }
                let token = gate.newToken(until: request.seconds + seconds, uses: uses)
                return Fault.redirect(to: "/store/file.bin?token=\(token)").effects(request)
            }
        ]
    }
}

/// Tracks the issued tokens and their remaining uses.
private final class TokenGate: Sendable {
    private let given: Mutex<[String: (until: Double, uses: Int)]>

    init(given: consuming sending Mutex<[String: (until: Double, uses: Int)]>) {
        self.given = given
    }

    func newToken(until: Double, uses: Int) -> String {
        given.withLock { given in
            let token = "t\(given.count + 1)"
            given[token] = (until, uses)
            return token
        }
    }

    func admits(_ request: Request) -> Bool {
        let token = String(request.target.split(separator: "=").last ?? "")
        return given.withLock { given in
            guard let left = given[token], left.uses > 0, request.seconds <= left.until else {
                return false
            }
            given[token] = (left.until, left.uses - 1)
            return true
        }
    }
}
