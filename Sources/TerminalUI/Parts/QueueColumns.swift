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
        var columns = ColumnsFromRight(box)
        let end = columns.right
        if width >= 92 { fragments = columns.place(3, gap: 1) }
        if width >= 58 { left = columns.place(8, gap: 1) }
        speed = columns.place(10, gap: 2)
        if width >= 84 { size = columns.place(13, gap: 2) }
        percent = columns.place(4, gap: 1)
        if width >= 54 { bar = columns.place(min(32, max(8, width / 6)), gap: 1) }
        sign = columns.place(1, gap: 1)
        var x = box.x + 2
        if width >= 72 {
            number = Column(x: x, width: max(2, String(count).count))
            x = number.end + 2
        }
        name = Column(x: x, width: max(0, columns.right - x))
        let from = size.width > 0 ? size.x : bar.width > 0 ? bar.x : percent.x
        message = Column(x: from, width: end - from)
    }
}
