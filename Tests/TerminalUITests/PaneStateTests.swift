import DownloadCore
import Testing

@testable import TerminalUI

struct PaneStateTests {
    @Test func `a log opens at its end, other tabs at their start`() {
        var pane = PaneState()
        pane.show(.log)
        pane.scroll(count: 40, height: 10)
        #expect(pane.top == 30)
        pane.scroll(by: -5, count: 40, height: 10)
        pane.show(.log)
        #expect(pane.top == 25, "it is open already")
        pane.show(.info)
        #expect(pane.top == 0)
    }

    @Test func `the selected fragment stays in view and in the list`() {
        var pane = PaneState()
        pane.select(row: 20, of: 64)
        pane.scroll(count: 64, height: 10)
        #expect(pane.top == 11)
        pane.select(row: 5, of: 64)
        pane.scroll(count: 64, height: 10)
        #expect(pane.top == 5)
        pane.scroll(count: 3, height: 10)
        #expect(pane.row == 2 && pane.top == 0)
        pane.scroll(count: 0, height: 0)
        #expect(pane.row == 0 && pane.top == 0)
    }

    @Test func `tabs are cyclic`() {
        var pane = PaneState()
        pane.showTab(after: -1)
        #expect(pane.tab == .heat)
        pane.showTab(after: 1)
        #expect(pane.tab == .fragments)
    }

    @Test func `a zoomed part has the keys`() {
        var parts = Arrangement()
        #expect(parts.only == .queue)
        parts.cycleZoom()
        #expect(parts.zoom == .queue && parts.focus == .queue)
        parts.enterPane()
        #expect(parts.zoom == .both && parts.focus == .pane && parts.only == .pane)
        parts.cycleZoom()
        #expect(parts.zoom == .queue && parts.focus == .queue)
        parts.cycleZoom()
        #expect(parts.zoom == .pane && parts.focus == .pane)
        parts.leavePane()
        #expect(parts.zoom == .both && parts.focus == .queue)
    }
}
