import Testing

@testable import pdl_tui

struct ScheduleSectionTests {
    /// A configuration with limits from and to these times, a line apart.
    private func schedule(_ hours: [(String, String)]) -> String {
        hours.map { "[[limit.schedule]]\nfrom = \"\($0)\"\nto = \"\($1)\"\nrate = \"2M\"\n" }
            .joined()
    }

    @Test func `a limit by the hour that never applies is refused`() {
        let message = "the limit 08:00-18:00 2M never applies: earlier ones cover its hours"
        for earlier in [
            [("08:00", "18:00")], [("00:00", "00:00")], [("12:00", "12:00")],
            [("07:00", "12:00"), ("12:00", "18:00")], [("17:00", "09:00"), ("09:00", "17:00")],
        ] {
            #expect(
                ConfigurationText.complaint(schedule(earlier + [("08:00", "18:00")]))
                    == "c:\(4 * earlier.count + 1): \(message)")
        }
        #expect(
            ConfigurationText.complaint(schedule([("08:00", "18:00"), ("08:00", "18:01")]))
                == "accepted")
        #expect(
            ConfigurationText.complaint(schedule([("08:00", "18:00"), ("00:00", "00:00")]))
                == "accepted")
        let entry = "{from = \"01:00\", to = \"02:00\", rate = 1}"
        #expect(
            ConfigurationText.complaint("\nlimit.schedule = [\n\(entry),\n\(entry)]").hasPrefix(
                "c:2: the limit 01:00"))
    }

    @Test func `an invalid limit by the hour is named by its line`() {
        #expect(
            ConfigurationText.complaint(schedule([("08:00", "18:00"), ("8", "9")])).hasPrefix(
                "c:5: each"))
        #expect(
            ConfigurationText.complaint(schedule([("08:00:30", "18:00")])).hasPrefix("c:1: each"))
        #expect(ConfigurationText.complaint(schedule([("08:00:00", "18:00")])) == "accepted")
    }
}
