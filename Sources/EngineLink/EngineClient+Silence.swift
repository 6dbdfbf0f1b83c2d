import DownloadCore

/// Notices an engine that does not answer: its process is suspended, or waits for a disk.
extension EngineClient {
    /// What an engine has sent, and what it owes.
    struct Traffic {
        /// The number of messages from the engine.
        var messages: Int
        /// The number of answers among them.
        var answers: Int
        /// The number of requests without an answer so far.
        var pending: Int
        /// Whether snapshots arrive unless the engine has nothing new to say.
        var expectsSnapshots: Bool
    }

    /// The seconds between two looks at the traffic.
    private static let interval = 0.5
    /// The seconds without a message after which an engine at work is asked for an answer.
    private static let probeTime = 2.0
    /// The seconds without a message after which an engine that owes an answer is unresponsive.
    private static let silenceTime = 4.0
    /// The seconds that an ending face waits for the next answer.
    private static let answerTime = 1.0
    /// The seconds that an ending face waits for the engine to stop.
    private static let stopTime = 2.0

    package func troubles() -> AsyncStream<String?> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: String?.self, bufferingPolicy: .bufferingNewest(1))
        let expectations = expectations()
        let watching = Task { [weak self] in
            for await _ in expectations { await self?.watch(continuation) }
            continuation.finish()
        }
        continuation.onTermination = { _ in watching.cancel() }
        return stream
    }

    /// Watches the engine for as long as it owes messages.
    ///
    /// The time is counted in intervals, so that the time for which this process was suspended
    /// itself does not count.
    private func watch(_ troubles: AsyncStream<String?>.Continuation) async {
        var (messages, quiet, isSilent) = (-1, 0.0, false)
        while !Task.isCancelled, let traffic {
            if traffic.messages != messages {
                (messages, quiet) = (traffic.messages, 0)
                if isSilent { troubles.yield(nil) }
                isSilent = false
            }
            guard traffic.pending > 0 || traffic.expectsSnapshots else { return }
            if traffic.pending == 0, quiet >= Self.probeTime { Task { await probe() } }
            if traffic.pending > 0, quiet >= Self.silenceTime, !isSilent {
                isSilent = true
                troubles.yield(
                    "The engine (process \(process)) does not respond; \"kill -9 \(process)\" ends"
                        + " it")
            }
            try? await Task.sleep(for: .seconds(Self.interval))
            quiet += Self.interval
        }
    }

    /// Gives up on an engine that sends nothing for a while, for a command that waits for answers
    /// only.
    ///
    /// - Parameter seconds: How long the engine may be silent.
    package func limitSilence(to seconds: Double = Double(patience)) {
        Task { [weak self] in
            var (messages, waited) = (-1, 0.0)
            while let self, let traffic {
                if traffic.messages != messages { (messages, waited) = (traffic.messages, 0) }
                if waited >= seconds { return abandon() }
                try? await Task.sleep(for: .seconds(Self.interval))
                waited += Self.interval
            }
        }
    }

    package func limitWaits() {
        Task { [weak self] in
            var (answers, waited) = (-1, 0.0)
            while let self, let traffic {
                if traffic.answers != answers { (answers, waited) = (traffic.answers, 0) }
                if waited >= Self.answerTime { return giveUp() }
                try? await Task.sleep(for: .seconds(0.1))
                waited += 0.1
            }
        }
    }

    /// Asks the engine to stop.
    ///
    /// - Returns: Whether it confirms that it has stopped, within the time for which a user waits.
    func hasStopped() async -> Bool {
        let snapshots = snapshots()
        sendStop()
        // An engine without answers is only given the time to be sent the message.
        let most = hasGivenUp ? 0.2 : Self.stopTime
        return await withTaskGroup { group in
            group.addTask {
                for await _ in snapshots {}
                return !Task.isCancelled
            }
            group.addTask {
                try? await Task.sleep(for: .seconds(most))
                return false
            }
            defer { group.cancelAll() }
            return await group.next() ?? false
        }
    }

    /// The error of a face that has ended before the engine has confirmed what it was asked.
    var unconfirmed: LinkError {
        .failed(
            "the engine (process \(process)) has not confirmed the last request; \"pdl-tui list\""
                + " shows what it does")
    }
}
