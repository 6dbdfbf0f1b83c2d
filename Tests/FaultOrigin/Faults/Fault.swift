/// A way to misbehave; faults are combined in lists and with conditions.
///
/// A fault may modify the origin's file before the response is created, or the response itself.
/// `when` is evaluated once per request.
package struct Fault: Sendable {
    /// A modification of the file or the response.
    enum Effect: Sendable {
        case resource(@Sendable (inout Resource) -> Void)
        case response(@Sendable (Request, inout Response) -> Void)
    }

    let effects: @Sendable (Request) -> [Effect]

    /// Creates a fault that modifies the file for this request.
    package static func resource(_ alter: @escaping @Sendable (inout Resource) -> Void) -> Fault {
        Fault { _ in [.resource(alter)] }
    }

    /// Creates a fault that modifies the response.
    package static func response(
        _ alter: @escaping @Sendable (Request, inout Response) -> Void
    ) -> Fault {
        Fault { _ in [.response(alter)] }
    }

    /// Applies faults to requests that meet the condition.
    package static func when(_ condition: Condition, _ faults: Fault...) -> Fault {
        Fault { request in
            condition.holds(request) ? faults.flatMap { $0.effects(request) } : []
        }
    }

    /// Applies one fault of a list per request, by number; the last one repeats.
    package static func inTurn(_ faults: [Fault]) -> Fault {
        Fault { request in
            guard !faults.isEmpty else { return [] }
            return faults[min(request.number, faults.count) - 1].effects(request)
        }
    }

    /// Does nothing.
    package static let none = Fault { _ in [] }
}
