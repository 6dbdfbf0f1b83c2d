extension Download {
    /// What a download is doing.
    package enum State: Hashable, Sendable {
        /// Its turn has not come. Leaves to `.waiting`, `.lookingUp`, `.running`, `.finishing`,
        /// `.paused`, `.failed`, `.done`.
        case waiting
        /// The disk is asked for a part file to resume. Leaves to `.waiting`, `.running`,
        /// `.finishing`, `.paused`, `.failed`, `.done`.
        case lookingUp
        /// Lanes ask and fetch. Leaves to `.waiting`, `.running`, `.unpacking`, `.finishing`,
        /// `.paused`, `.failed`, `.done`.
        case running
        /// Its URL leads to a Metalink, which is being read. Leaves to `.waiting`, `.paused`,
        /// `.failed`; or the Metalink's files take its place.
        case unpacking
        /// Whole; it is being checked and put in its place. Leaves to `.waiting`, `.running`,
        /// `.paused`, `.failed`, `.done`.
        case finishing
        /// Stopped, and why. Leaves to `.waiting`, `.finishing`, `.paused`, `.failed`, `.done`.
        case paused(DownloadSnapshot.PauseReason)
        /// It cannot go on without a person. Leaves to `.waiting`, `.finishing`, `.paused`, `.done`.
        case failed(DownloadError)
        /// Whole, checked and in its place.
        case done
    }
}

extension Download.State {
    /// A state without its reason.
    package enum Kind: String, CaseIterable, Sendable {
        case waiting, lookingUp, running, unpacking, finishing, paused, failed, done

        /// The states that this one may be left to: the only table of them.
        package var exits: Set<Kind> {
            switch self {
            // A URL can be replaced; a part file of a paused or failed download can turn out to be
            // finished, or a file of its name to be there already.
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
