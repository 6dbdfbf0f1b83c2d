/// Changes to the request of an existing download, and notes about it from outside.
extension Download {
    mutating func setLimit(_ rate: Int64?) -> [Effect] {
        request.limit = rate
        return []
    }

    /// Applies the parts of an edited request that have no event of their own.
    mutating func edited(_ new: DownloadRequest) -> [Effect] {
        log.forgetRefusal()
        request.checksum = new.checksum
        request.digestSource = new.digestSource
        request.onExists = new.onExists
        request.transport = new.transport
        if let name = new.name, name != request.name {
            let safe = FileName.safe(name, reserving: 0)
            request.name = safe
            self.name = safe
        }
        return []
    }

    mutating func setTransport(_ options: TransportOptions) -> [Effect] {
        request.transport = options
        return []
    }

    mutating func secretsWithheld(_ options: TransportOptions, at now: Now) -> [Effect] {
        request.transport = options
        note(
            "removed credentials and private headers of another server; set them again", at: now)
        return []
    }

    mutating func moved(to folder: String, at now: Now) -> [Effect] {
        request.directory = folder
        note("moved to \(folder)", at: now)
        return []
    }

    mutating func refused(_ text: String, at now: Now) -> [Effect] {
        log.refuse(text, at: now.date)
        return []
    }

    mutating func noted(_ text: String, at now: Now) -> [Effect] {
        note(text, at: now)
        return []
    }
}
