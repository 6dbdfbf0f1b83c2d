import Testing

@testable import RemoteControl

struct HostRuleTests {
    @Test func `no name is allowed by default`() {
        #expect(HostRule().allowedHosts.isEmpty)
    }
}
