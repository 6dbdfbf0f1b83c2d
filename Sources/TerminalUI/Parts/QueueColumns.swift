/// A column: where it begins and how wide it is; of no width when it is not shown.
struct Column {
    var x = 0
    var width = 0
    /// The column after it.
    var end: Int { x + width }
}

/// The columns of the queue for its width; they do not move while anything changes.
struct QueueColumns {
    var number = Column()
    var name = Column()
    var sign = Column()
    var bar = Column()
    var percent = Column()
    var size = Column()
    var speed = Column()
    var left = Column()
    var fragments = Column()
    /// Where a message stands that takes the place of numbers.
    var message = Column()

    init(_ box: Rect, count: Int) {
        let width = box.width
        var right = box.right - 1
        func place(_ width: Int, gap: Int) -> Column {
            right -= width
            defer { right -= gap }
            return Column(x: right, width: width)
        }
        let end = right
        if width >= 92 { fragments = place(3, gap: 1) }
        if width >= 58 { left = place(8, gap: 1) }
        speed = place(10, gap: 2)
        if width >= 84 { size = place(13, gap: 2) }
        percent = place(4, gap: 1)
        if width >= 54 { bar = place(min(32, max(8, width / 6)), gap: 1) }
        sign = place(1, gap: 1)
        var x = box.x + 2
        if width >= 72 {
            number = Column(x: x, width: max(2, String(count).count))
            x = number.end + 2
        }
        name = Column(x: x, width: max(0, right - x))
        let from = size.width > 0 ? size.x : bar.width > 0 ? bar.x : percent.x
        message = Column(x: from, width: end - from)
    }
}
