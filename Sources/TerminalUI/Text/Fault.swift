import DownloadCore

/// A fault as shown to the user: short words, one piece of advice, and the keys that help.
///
/// The most useful key comes first.
struct Fault: Hashable, Sendable {
    /// An action that helps, and its verb for this fault.
    struct Remedy: Hashable, Sendable {
        var action: Action
        var verb: String

        init(_ action: Action, _ verb: String? = nil) {
            self.action = action
            self.verb = verb ?? action.title
        }
    }

    /// The fault in two to four words.
    var words: String
    /// The advice in one sentence.
    var advice: String
    /// The actions that help.
    var remedies: [Remedy]
    /// The field of the form that mends it.
    var field: DownloadForm.Item

    init(
        _ words: String, _ advice: String, _ remedies: [Remedy],
        field: DownloadForm.Item = .urls
    ) {
        self.words = words
        self.advice = advice
        self.remedies = remedies
        self.field = field
    }

    /// Whether retrying is not enough: something has to be changed first.
    var needsChange: Bool { remedies.first?.action != .retry }
}

extension DownloadError.Kind {
    /// The fault of this kind: the table of words, advice and keys.
    var fault: Fault {
        switch self {
        case .badURL:
            Fault(
                "invalid URL", "Correct the address; progress is kept.",
                [.init(.replaceURL), .init(.edit), .init(.remove)])
        case .unknownHost:
            Fault(
                "host not found",
                "Check the host name and the network connection, then retry.",
                [.init(.retry), .init(.replaceURL), .init(.remove)])
        case .unreachable:
            Fault(
                "server unreachable",
                "The server or the network is down. Retry when it is back, or use another URL.",
                [.init(.retry), .init(.replaceURL), .init(.remove)])
        case .connection:
            Fault(
                "connection lost",
                "The server closed the connection. Retry; fewer connections may help.",
                [.init(.retry), .init(.setFragments, "connections"), .init(.remove)])
        case .timeout:
            Fault(
                "no response",
                "The server sent nothing for too long. Retry, or use another URL.",
                [.init(.retry), .init(.replaceURL), .init(.remove)])
        case .security:
            Fault(
                "secure connection refused",
                "The host key is not known, or the server requires a certificate from you. Check"
                    + " the address, and set what is missing in the form.",
                [.init(.edit), .init(.retry), .init(.remove)])
        case .certificate:
            Fault(
                "certificate not trusted",
                "Check the address and the clock. If you know this server, compare the key with"
                    + " one that its owner gave you, and trust it: for this host only.",
                [.init(.trust), .init(.edit, "CA file"), .init(.retry), .init(.remove)],
                field: .authority)
        case .status:
            Fault(
                "refused by the server",
                "The server does not serve this file. Check the address, or use another URL.",
                [.init(.replaceURL), .init(.retry), .init(.remove)])
        case .busy:
            Fault(
                "server busy",
                "The server limits requests. Wait, use fewer connections, then retry.",
                [.init(.retry), .init(.setFragments, "connections"), .init(.remove)])
        case .credentials:
            Fault(
                "login required", "Enter the user name and password of this server.",
                [.init(.edit, "set login"), .init(.retry), .init(.remove)], field: .credentials)
        case .expired:
            Fault(
                "link expired",
                "Copy a fresh link from the web page and paste it; progress is kept.",
                [.init(.replaceURL), .init(.retry), .init(.remove)])
        case .badResponse:
            Fault(
                "invalid response",
                "The server contradicts itself, so nothing it sent was kept. Retry, or use another"
                    + " URL.",
                [.init(.retry), .init(.replaceURL), .init(.remove)])
        case .changed:
            Fault(
                "file changed on the server",
                "The bytes on disk belong to the old version. Start over to fetch the new one.",
                [.init(.startOver), .init(.replaceURL), .init(.remove)])
        case .cutShort:
            Fault(
                "transfer ended early",
                "The server stopped before the end. Retry to resume.",
                [.init(.retry), .init(.replaceURL), .init(.remove)])
        case .redirect:
            Fault(
                "redirect not followed",
                "Use the address that the server redirects to, if you trust it.",
                [.init(.replaceURL), .init(.retry), .init(.remove)])
        case .diskFull:
            Fault(
                "disk full", "Free some space, or choose a folder on another disk.",
                [.init(.retry), .init(.edit, "change folder"), .init(.remove)],
                field: .directory)
        case .disk:
            Fault(
                "cannot write to disk",
                "Check that the folder exists and is writable, or choose another one.",
                [.init(.retry), .init(.edit, "change folder"), .init(.remove)],
                field: .directory)
        case .inUse:
            Fault(
                "in use by another process",
                "Another program is downloading this file. Close it, then retry.",
                [.init(.retry), .init(.edit, "change name"), .init(.remove)], field: .name)
        case .nameTaken:
            Fault(
                "name already taken", "Choose another name or folder, then retry.",
                [.init(.edit, "change name"), .init(.retry), .init(.remove)], field: .name)
        case .checksum:
            Fault(
                "checksum mismatch",
                "The file is not the one that was expected. Fetch it again, or correct the"
                    + " checksum.",
                [.init(.retry, "fetch again"), .init(.edit, "edit checksum"), .init(.remove)],
                field: .checksum)
        case .defect:
            Fault(
                "internal error", "This is a defect of pdl-tui. Please report it with the log.",
                [.init(.retry), .init(.showLog), .init(.remove)])
        }
    }
}

extension DownloadSnapshot.Question {
    /// The fault for a decision that only the user can make.
    var fault: Fault {
        switch self {
        case .changed: DownloadError.Kind.changed.fault
        case .unrelated:
            Fault(
                "not the expected file",
                "The server answers with something else, such as a login page. Check the link;"
                    + " start over only if this is the file you want.",
                [.init(.replaceURL), .init(.retry), .init(.startOver), .init(.remove)])
        case .partFileMissing:
            Fault(
                "part file missing",
                "The part file was moved or deleted. Put it back and resume, or start over.",
                [.init(.startOver), .init(.remove)])
        }
    }

    /// The finding in words.
    var detail: String {
        switch self {
        case .changed(let what), .unrelated(let what): what
        case .partFileMissing: ""
        }
    }
}
