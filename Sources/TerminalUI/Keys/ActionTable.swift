import DownloadCore

/// The table of actions: an action without a row does not compile.
extension Action {
    /// Its row.
    var row: ActionRow {
        switch self {
        case .moveDown:
            return ActionRow(.move, "move", "move down", changes: { $0.step(by: 1) })
        case .moveUp:
            return ActionRow(.move, "move", "move up", changes: { $0.step(by: -1) })
        case .moveToFirst:
            return ActionRow(
                .move, "first", "move to the first row", synonyms: "top home begin",
                changes: { $0.step(by: -.max / 2) })
        case .moveToLast:
            return ActionRow(
                .move, "last", "move to the last row", synonyms: "bottom end",
                changes: { $0.step(by: .max / 2) })
        case .pageDown:
            return ActionRow(
                .move, "page down", "move a page down", changes: { $0.step(by: $0.pageStep) })
        case .pageUp:
            return ActionRow(
                .move, "page up", "move a page up", changes: { $0.step(by: -$0.pageStep) })
        case .nextFailed:
            return ActionRow(
                .move, "next failed", "next download that needs attention",
                synonyms: "error problem", if: .somethingFailed, changes: { $0.findFailed(by: 1) })
        case .previousFailed:
            return ActionRow(
                .move, "previous failed", "previous download that needs attention",
                synonyms: "error problem", if: .somethingFailed, changes: { $0.findFailed(by: -1) })
        case .openPane:
            return ActionRow(
                .move, "fragments", "go to the fragments of the selected download",
                synonyms: "focus pane details connections", if: .selection,
                changes: { $0.enterPane() })
        case .open:
            return ActionRow(
                .move, "open", "open the finished file; else go to the fragments, and back",
                synonyms: "view launch enter", if: .selection, asks: { $0.openSelected() })
        case .back:
            return ActionRow(
                .move, "back", "back to the queue; there: clear marks, then the filter",
                synonyms: "escape close", if: .somewhereToGoBack, changes: { $0.goBack() })
        case .add:
            return ActionRow(
                .downloads, "add", "add URLs, or paste a \"Copy as cURL\" command",
                synonyms: "new download url paste curl mirror", changes: { $0.openForm() })
        case .togglePause:
            return ActionRow(
                .downloads, "pause", "pause or resume",
                synonyms: "stop continue start unpause halt",
                if: .canPauseOrResume, asks: { $0.togglePause() })
        case .togglePauseAll:
            return ActionRow(
                .downloads, "pause all", "pause or resume all",
                synonyms: "stop everything resume all continue start", if: .anyToPauseOrResume,
                asks: { $0.togglePauseAll() })
        case .retry:
            return ActionRow(
                .downloads, "retry", "retry now", synonyms: "again restart reconnect",
                if: .canRetry,
                asks: { [.perform(.retry($0.targets.filter(\.canRetry).map(\.id)))] })
        case .retryAll:
            return ActionRow(
                .downloads, "retry all", "retry all failed downloads",
                synonyms: "again restart everything", if: .anyToRetry, asks: { $0.retryAll() })
        case .moveDownInQueue:
            return ActionRow(
                .downloads, "later", "move down in the queue; a number before it moves that far",
                synonyms: "reorder order priority lower", if: .queueOrder,
                asks: { $0.moveInQueue(by: 1) })
        case .moveUpInQueue:
            return ActionRow(
                .downloads, "sooner", "move up in the queue; a number before it moves that far",
                synonyms: "reorder order priority higher", if: .queueOrder,
                asks: { $0.moveInQueue(by: -1) })
        case .moveToTop:
            return ActionRow(
                .downloads, "to top", "move to the top of the queue",
                synonyms: "reorder order priority first next", if: .queueOrder,
                asks: { $0.moveToEnd(isTop: true) })
        case .moveToBottom:
            return ActionRow(
                .downloads, "to bottom", "move to the bottom of the queue",
                synonyms: "reorder order priority last", if: .queueOrder,
                asks: { $0.moveToEnd(isTop: false) })
        case .startNow:
            return ActionRow(
                .downloads, "start now", "start now, even beyond the limit of active downloads",
                synonyms: "begin force immediately priority next resume", if: .canStart,
                asks: { $0.startNow() })
        case .remove:
            return ActionRow(
                .downloads, "remove", "remove from the queue (finished files are kept)",
                synonyms: "delete cancel abort stop drop", if: .targets,
                asks: { $0.askToRemove() })
        case .undo:
            return ActionRow(
                .downloads, "undo", "undo the last removal", synonyms: "restore put back",
                if: .removal, asks: { $0.undoRemoval() })
        case .clearFinished:
            return ActionRow(
                .downloads, "clear done", "clear finished downloads (files are kept)",
                synonyms: "remove done completed tidy", if: .somethingDone,
                asks: { $0.clearFinished() })
        case .limit:
            return ActionRow(
                .downloads, "limit", "limit this download's speed",
                synonyms: "speed rate bandwidth throttle", if: .canLimit,
                changes: { $0.askForLimit() })
        case .limitAll:
            return ActionRow(
                .downloads, "limit all", "limit total speed",
                synonyms: "speed rate bandwidth throttle global", changes: { $0.askForTotalLimit() }
            )
        case .toggleSlow:
            return ActionRow(
                .downloads, "slow", "toggle slow mode (100 KiB/s in total)",
                synonyms: "turtle speed limit throttle",
                asks: { $0.toggleSlow() })
        case .edit:
            return ActionRow(
                .downloads, "edit",
                "edit URL, mirrors, folder, name, connections, checksum, limit and request",
                synonyms: "rename change password login user header proxy cookie move",
                if: .canEdit, changes: { $0.openEditForm() })
        case .replaceURL:
            return ActionRow(
                .downloads, "new URL", "replace the URL (for expired links); keeps progress",
                synonyms: "link expired refresh mirror", if: .canEdit,
                changes: { model in
                    model.overlay = model.selected.map { .prompt(Prompt(.newURL($0.id))) }
                })
        case .startOver:
            return ActionRow(
                .downloads, "start over",
                "discard progress and start over (after the file changed)",
                synonyms: "restart redownload again", if: .question,
                changes: { model in
                    model.overlay = model.selected.map { .question(model.startOverQuestion($0)) }
                })
        case .trust:
            return ActionRow(
                .downloads, "trust", "trust this server's certificate, or no longer",
                synonyms: "certificate tls ssl self-signed security pin key accept insecure",
                if: .canTrust, changes: { $0.askToTrust() })
        case .retryFragment:
            return ActionRow(
                .fragments, "retry", "retry this fragment now", synonyms: "again reconnect",
                if: .canRetryFragment, asks: { $0.retryFragment() })
        case .moreFragments:
            return ActionRow(
                .fragments, "more", "one more connection (nothing is downloaded twice)",
                synonyms: "increase faster parallel fragments", if: .canChangeConnections,
                asks: { [.perform(.changeFragments($0.targets.map(\.id), by: 1))] })
        case .fewerFragments:
            return ActionRow(
                .fragments, "fewer", "one connection fewer (nothing is downloaded twice)",
                synonyms: "decrease less parallel fragments", if: .canDropConnection,
                asks: { [.perform(.changeFragments($0.targets.map(\.id), by: -1))] })
        case .setFragments:
            return ActionRow(
                .fragments, "connections", "set the number of connections (1 to 64, or auto)",
                synonyms: "parallel fragments threads segments", if: .canChangeConnections,
                changes: { model in
                    model.overlay = .prompt(Prompt(.fragments(model.targets.map(\.id))))
                })
        case .mark:
            return ActionRow(
                .many, "select", "select or deselect; while some are selected, Space does it too",
                synonyms: "mark", if: .targets, changes: { $0.toggleMark() })
        case .markRange:
            return ActionRow(
                .many, "select range", "extend the selection as you move", synonyms: "mark visual",
                if: .targets, changes: { $0.toggleRange() })
        case .markAll:
            return ActionRow(
                .many, "select all", "select all, or none", synonyms: "mark", if: .targets,
                changes: { $0.toggleAllMarks() })
        case .filter:
            return ActionRow(
                .see, "filter", "filter by name, host, URL or state", synonyms: "search find grep",
                changes: { $0.overlay = .prompt(Prompt(.filter, text: $0.list.filter)) })
        case .sort:
            return ActionRow(
                .see, "sort", "sort the list", synonyms: "order reorder",
                changes: { $0.overlay = .question($0.sortQuestion) })
        case .showFragments:
            return ActionRow(
                .see, "fragments", "fragments of the file", synonyms: "connections tab bars",
                changes: { $0.pane.show(.fragments) })
        case .showInfo:
            return ActionRow(
                .see, "info", "file and server details",
                synonyms: "properties checksum mirror tab etag", changes: { $0.pane.show(.info) })
        case .showLog:
            return ActionRow(
                .see, "log", "event log", synonyms: "messages errors tab",
                changes: { $0.pane.show(.log) })
        case .showSpeed:
            return ActionRow(
                .see, "speed", "speed of the last minutes", synonyms: "graph chart tab",
                changes: { $0.pane.show(.speed) })
        case .showHeat:
            return ActionRow(
                .see, "heat", "heat view: every fragment, coloured by speed",
                synonyms: "map fragments cells tab", changes: { $0.pane.show(.heat) })
        case .zoom:
            return ActionRow(
                .see, "zoom", "show the queue, the pane or both",
                synonyms: "maximize fullscreen split layout",
                changes: { $0.arrangement.cycleZoom() })
        case .history:
            return ActionRow(
                .see, "history", "past downloads; fetch one again",
                synonyms: "previous finished old log fetch again redownload",
                asks: { $0.openHistory() })
        case .previousTab:
            return ActionRow(
                .see, "tabs", "tab to the left", changes: { $0.pane.showTab(after: -1) })
        case .nextTab:
            return ActionRow(
                .see, "tabs", "tab to the right", changes: { $0.pane.showTab(after: 1) })
        case .openFolder:
            return ActionRow(
                .see, "folder", "open the folder of the file", synonyms: "directory reveal files",
                if: .selection,
                asks: { model in
                    model.selected.map { [.openFolder($0.request.directory)] } ?? []
                })
        case .copyURL:
            return ActionRow(
                .see, "copy", "copy the URL, or the path when it is done", synonyms: "yank link",
                if: .selection, asks: { $0.copyAddress() })
        case .settings:
            return ActionRow(
                .program, "settings", "settings: theme, connections, limits",
                synonyms: "config configuration preferences options colours colors",
                changes: { $0.openSettings() })
        case .help:
            return ActionRow(
                .program, "help", "all commands and keys, and why some are unavailable",
                synonyms: "commands keys search", changes: { $0.overlay = .commands(PickList()) })
        case .redraw:
            return ActionRow(
                .program, "redraw", "redraw the screen", synonyms: "refresh repaint",
                asks: { _ in [.redraw] })
        case .suspend:
            return ActionRow(
                .program, "suspend", "suspend (fg resumes)", synonyms: "shell background",
                asks: { _ in [.suspend] })
        case .detach:
            return ActionRow(
                .program, "detach", "quit; downloads continue in the background",
                synonyms: "background daemon leave", asks: { $0.askToDetach() })
        case .quit:
            return ActionRow(
                .program, "quit", "quit; downloads resume next time", synonyms: "exit leave close",
                asks: { $0.askToQuit() })
        }
    }
}
