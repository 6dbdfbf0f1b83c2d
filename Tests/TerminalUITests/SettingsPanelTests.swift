import DownloadCore
import Testing

@testable import TerminalUI

struct SettingsPanelTests {
    @Test func `a theme is previewed while selected, and reverted by Esc`() {
        var model = Sample.model(100, 30)
        model.press(",", "→")
        #expect(model.options.theme == .dark)
        model.press("Esc")
        #expect(model.options.theme == nil && model.overlay == nil)
    }

    @Test func `Enter applies and saves the changes, and nothing else`() {
        var model = Sample.model(100, 30)
        model.press(",", "←", "↓", "→", "↓", "↓", "→")
        let effects = model.press("Enter")
        #expect(
            effects == [
                .save(.init(section: "screen", key: "theme", value: "\"color-blind\"")),
                .save(.init(section: nil, key: "fragments", value: "1")),
                .save(.init(section: "limit", key: "rate", value: "\"256K\"")),
                .perform(.limitAll(bytesPerSecond: 256 << 10)),
            ])
        #expect(model.options.template.fragments == .fixed(1))
        #expect(model.notices.toast?.text == "Saved 3 settings")
        #expect(model.press(",", "Enter") == [])
    }

    @Test func `a daily limit is written as one line of TOML`() {
        var model = Sample.model(100, 30)
        model.press(",", "↑", "→", "→")
        #expect(
            model.press("Enter") == [
                .save(
                    .init(
                        section: "limit", key: "schedule",
                        value: "[{ from = \"08:00\", to = \"18:00\", rate = \"2M\" }]"))
            ])
        #expect(model.options.schedule == ["08:00-18:00 2M"])
        model.press(",", "↑", "←", "←")
        #expect(
            model.press("Enter") == [
                .save(.init(section: "limit", key: "schedule", value: "[]"))
            ])
    }
}
