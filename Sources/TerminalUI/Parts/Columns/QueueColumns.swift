/// The columns of the queue for its width; they do not move with their contents.
struct QueueColumns {
    var number = Column()
    var name = Column()
    var marks = Column()
    var server = Column()
    var sign = Column()
    var bar = Column()
    var percent = Column()
    var size = Column()
    var spark = Column()
    var speed = Column()
    var average = Column()
    var added = Column()
    var left = Column()
    var connections = Column()
    /// The column of a message in place of numbers.
    var message = Column()

    /// The least width of the queue for chosen columns.
    private static let leastChosenWidth = 92

    /// The width of the name to which the bar gives room, and the least width of the bar then.
    private static let (usefulName, usefulBar) = (31, 10)

    init(_ box: Rect, count: Int, chosen: [ExtraColumn]? = nil) {
        let longest = min(40, max(8, box.width / 6))
        self.init(box, count: count, chosen: chosen, bar: longest)
        let missing = Self.usefulName - name.width
        guard missing > 0, longest > Self.usefulBar else { return }
        self.init(
            box, count: count, chosen: chosen, bar: max(Self.usefulBar, longest - missing))
    }

    private init(_ box: Rect, count: Int, chosen: [ExtraColumn]?, bar barWidth: Int) {
        let width = box.width
        func has(_ column: ExtraColumn) -> Bool {
            chosen.map { $0.contains(column) && width >= Self.leastChosenWidth }
                ?? (width >= column.leastWidth)
        }
        var columns = ColumnsFromRight(box)
        let end = columns.right
        if width >= 92 { connections = columns.place(3, gap: 1) }
        if width >= 58 { left = columns.place(8, gap: 1) }
        if has(.added) { added = columns.place(11, gap: 2) }
        if has(.average) { average = columns.place(10, gap: 2) }
        speed = columns.place(10, gap: 2)
        if has(.spark) { spark = columns.place(8, gap: 2) }
        if width >= 84 { size = columns.place(13, gap: 2) }
        percent = columns.place(4, gap: 1)
        if width >= 54 { bar = columns.place(barWidth, gap: 1) }
        sign = columns.place(1, gap: 1)
        if has(.server) { server = columns.place(width >= 190 ? 24 : 15, gap: 2) }
        if has(.marks) { marks = columns.place(3, gap: 1) }
        var x = box.x + 2
        if width >= 72 {
            number = Column(x: x, width: max(2, String(count).count))
            x = number.end + 2
        }
        name = Column(x: x, width: max(0, columns.right - x))
        let from = size.width > 0 ? size.x : bar.width > 0 ? bar.x : percent.x
        message = Column(x: from, width: end - from)
    }

    /// Returns the columns of a row with a message.
    ///
    /// If its short part does not fit, it takes the room of the bar, then of the name.
    func making(room wanted: Int, hasBar: Bool) -> QueueColumns {
        var columns = self
        guard message.width < wanted || !hasBar else { return columns }
        let end = message.end
        let latest = bar.width > 0 ? bar.x : percent.x
        let leastName = min(name.width, 14)
        let start = min(latest, max(name.x + leastName + 3, end - wanted))
        columns.message = Column(x: start, width: end - start)
        if start - 2 < sign.x {
            columns.sign.x = start - 2
            columns.marks = Column()
            columns.server = Column()
            columns.name.width = max(0, start - 3 - name.x)
        }
        return columns
    }
}
