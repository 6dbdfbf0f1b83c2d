import NIOWebSocket
import Testing

@testable import RemoteControl

struct MessageAssemblerTests {
    private typealias Frame = MessageAssembler.Frame
    private typealias Event = MessageAssembler.Event

    private func events(_ frames: [Frame]) -> [Event] {
        var assembler = MessageAssembler()
        return frames.map { assembler.take($0) }
    }

    @Test func `frames are joined, with control frames between them`() {
        let events = events([
            Frame(opcode: .text, isFinal: false, payload: [0x61]),
            Frame(opcode: .ping, payload: [1]), Frame(opcode: .pong),
            Frame(opcode: .continuation, isFinal: false, payload: [0x62]),
            Frame(opcode: .continuation, payload: [0x63]),
            Frame(opcode: .binary, payload: [0xFF]), Frame(opcode: .connectionClose),
        ])
        #expect(
            events == [
                .nothing, .ping([1]), .nothing, .nothing, .message([0x61, 0x62, 0x63]),
                .message([0xFF]), .close,
            ])
    }

    @Test func `an unmasked frame is a fault`() {
        for opcode in [WebSocketOpcode.text, .ping, .connectionClose] {
            #expect(
                events([Frame(opcode: opcode, isMasked: false)]) == [.violation(.protocolError)])
        }
    }

    @Test func `reserved bits and unknown kinds are faults`() {
        #expect(
            events([Frame(opcode: .text, hasReservedBits: true)]) == [.violation(.protocolError)])
        for number: UInt8 in [3, 7, 11, 15] {
            let opcode = WebSocketOpcode(encodedWebSocketOpcode: number) ?? .text
            #expect(events([Frame(opcode: opcode)]) == [.violation(.protocolError)])
        }
    }

    @Test func `a message begins and ends once`() {
        #expect(events([Frame(opcode: .continuation)]) == [.violation(.protocolError)])
        #expect(
            events([Frame(opcode: .text, isFinal: false), Frame(opcode: .text)]).last
                == .violation(.protocolError))
    }

    @Test func `text is UTF-8`() {
        #expect(
            events([Frame(opcode: .text, payload: [0xC3])])
                == [.violation(.dataInconsistentWithMessage)])
        // A character may be cut by a frame.
        #expect(
            events([
                Frame(opcode: .text, isFinal: false, payload: [0xC3]),
                Frame(opcode: .continuation, payload: [0xA4]),
            ]).last == .message([0xC3, 0xA4]))
    }

    @Test func `a message has a limit, in one frame or in many`() {
        let half = [UInt8](repeating: 0x61, count: RPCLimits.bodyBytes / 2)
        let first = Frame(opcode: .text, isFinal: false, payload: half)
        let next = Frame(opcode: .continuation, isFinal: false, payload: half)
        #expect(
            events([first, next, Frame(opcode: .continuation, payload: [0x61])])
                == [.nothing, .nothing, .violation(.messageTooLarge)])
    }
}
