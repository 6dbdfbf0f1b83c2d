import NIOWebSocket

/// Joins the frames of a WebSocket to messages, and enforces RFC 6455 for a server.
package struct MessageAssembler: Sendable {
    /// The parts of a frame.
    package struct Frame: Sendable {
        var opcode: WebSocketOpcode
        var isFinal = true
        var isMasked = true
        var hasReservedBits = false
        var payload: [UInt8] = []

        init(
            opcode: WebSocketOpcode, isFinal: Bool = true, isMasked: Bool = true,
            hasReservedBits: Bool = false, payload: [UInt8] = []
        ) {
            self.opcode = opcode
            self.isFinal = isFinal
            self.isMasked = isMasked
            self.hasReservedBits = hasReservedBits
            self.payload = payload
        }

        /// Creates a frame from its first byte.
        package init(head: UInt8, isMasked: Bool, payload: [UInt8]) {
            let opcode = WebSocketOpcode(encodedWebSocketOpcode: head & 15)
            self.init(
                opcode: opcode ?? .ping, isFinal: head & 128 != 0, isMasked: isMasked,
                hasReservedBits: head & 112 != 0, payload: payload)
        }
    }

    /// The meaning of a frame.
    package enum Event: Equatable, Sendable {
        /// Part of a message, or a pong.
        case nothing
        /// A complete message.
        case message([UInt8])
        /// A ping, to be answered with the same bytes.
        case ping([UInt8])
        /// The peer closes.
        case close
        /// The connection must be closed with this code.
        case violation(WebSocketErrorCode)
    }

    /// The bytes of the message under way.
    package private(set) var parts: [UInt8] = []
    private var isText = false
    private var isUnderWay = false

    /// Creates an assembler for a new connection.
    package init() {}

    /// Takes a frame.
    package mutating func take(_ frame: Frame) -> Event {
        guard frame.isMasked, !frame.hasReservedBits else { return .violation(.protocolError) }
        switch frame.opcode {
        case .ping: return .ping(frame.payload)
        case .pong: return .nothing
        case .connectionClose: return .close
        case .continuation: return isUnderWay ? add(frame) : .violation(.protocolError)
        case .text, .binary:
            guard !isUnderWay else { return .violation(.protocolError) }
            isUnderWay = true
            isText = frame.opcode == .text
            return add(frame)
        default: return .violation(.protocolError)
        }
    }

    private mutating func add(_ frame: Frame) -> Event {
        guard parts.count + frame.payload.count <= RPCLimits.bodyBytes else {
            return .violation(.messageTooLarge)
        }
        parts += frame.payload
        guard frame.isFinal else { return .nothing }
        isUnderWay = false
        defer { parts = [] }
        guard !isText || String(validating: parts, as: UTF8.self) != nil else {
            return .violation(.dataInconsistentWithMessage)
        }
        return .message(parts)
    }
}
