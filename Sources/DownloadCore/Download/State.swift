extension Download {
    /// The state of a download.
    package enum State: Hashable, Sendable {
        /// It is queued. Leaves to `.waiting`, `.lookingUp`, `.running`, `.finishing`, `.paused`,
        /// `.failed`, `.done`.
        case waiting
        /// The disk looks for a part file to resume. Leaves to `.waiting`, `.running`,
        /// `.finishing`, `.paused`, `.failed`, `.done`.
        case lookingUp
        /// Lanes request and receive. Leaves to `.waiting`, `.running`, `.unpacking`, `.finishing`,
        /// `.paused`, `.failed`, `.done`.
        case running
        /// Its URL leads to a Metalink, which is being read. Leaves to `.waiting`, `.paused`,
        /// `.failed`; or the Metalink's files replace it.
        case unpacking
        /// It is complete and being verified and moved into place. Leaves to `.waiting`,
        /// `.running`, `.paused`, `.failed`, `.done`.
        case finishing
        /// It is paused, for this reason. Leaves to `.waiting`, `.finishing`, `.paused`, `.failed`,
        /// `.done`.
        case paused(DownloadSnapshot.PauseReason)
        /// It needs the user to resume. Leaves to `.waiting`, `.finishing`, `.paused`, `.done`.
        case failed(DownloadError)
        /// It is complete, verified and in place.
        case done
    }
}

extension Download.State {
    /// A state without its reason.
    package enum Kind: String, CaseIterable, Sendable {
        case waiting, lookingUp, running, unpacking, finishing, paused, failed, done

        /// The states that may follow this one: the only table of them.
        package var exits: Set<Kind> {
            switch self {
            // A URL can be replaced. The part file of a paused or failed download may turn out to
            // be finished, or a file of its name may already exist.
            case .waiting:
                [.waiting, .lookingUp, .running, .finishing, .paused, .failed, .done]
            case .lookingUp: [.waiting, .running, .finishing, .paused, .failed, .done]
            case .running:
                [.waiting, .running, .unpacking, .finishing, .paused, .failed, .done]
            case .unpacking: [.waiting, .paused, .failed]
            case .finishing: [.waiting, .running, .paused, .failed, .done]
            case .paused: [.waiting, .finishing, .paused, .failed, .done]
            case .failed: [.waiting, .finishing, .paused, .done]
            case .done: []
            }
        }
    }

    /// The state without its reason.
    package var kind: Kind {
        switch self {
        case .waiting: .waiting
        case .lookingUp: .lookingUp
        case .running: .running
        case .unpacking: .unpacking
        case .finishing: .finishing
        case .paused: .paused
        case .failed: .failed
        case .done: .done
        }
    }
}
