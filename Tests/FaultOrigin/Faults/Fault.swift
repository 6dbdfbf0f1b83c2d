/// One way to misbehave; faults are combined in lists and under conditions.
///
/// A fault may alter the file as the origin holds it, before the answer is made, and the answer
/// itself. `when` decides once for each request.
package struct Fault: Sendable {
    /// A change of the file or of the answer.
    enum Effect: Sendable {
        case resource(@Sendable (inout Resource) -> Void)
        case response(@Sendable (Request, inout Response) -> Void)
    }

    let effects: @Sendable (Request) -> [Effect]

    /// A fault that alters the file as it is held for this request.
    package static func resource(_ alter: @escaping @Sendable (inout Resource) -> Void) -> Fault {
        Fault { _ in [.resource(alter)] }
    }

    /// A fault that alters the answer.
    package static func response(
        _ alter: @escaping @Sendable (Request, inout Response) -> Void
    ) -> Fault {
        Fault { _ in [.response(alter)] }
    }

    /// These faults, for requests that meet the condition.
    package static func when(_ condition: Condition, _ faults: Fault...) -> Fault {
        Fault { request in
            condition.holds(request) ? faults.flatMap { $0.effects(request) } : []
        }
    }

    /// The faults of a list, in turn by the number of the request; the last one stays.
    package static func inTurn(_ faults: [Fault]) -> Fault {
        Fault { request in
            guard !faults.isEmpty else { return [] }
            return faults[min(request.number, faults.count) - 1].effects(request)
        }
    }

    /// Nothing goes wrong.
    package static let none = Fault { _ in [] }
}
