import Testing

@testable import DownloadCore

/// What limits a stage of many lanes.
struct StageTrendTests {
    /// Rates in MB/s and the limit that they show.
    ///
    /// Those of distant servers were measured with 16 connections on a line of 400 Mbit/s and 80 ms.
    @Test(
        arguments: [
            // Without loss; then with 0.1 % and 0.5 %.
            (.far, false, [44, 50, 50, 50, 50, 50, 50], nil),
            (.far, false, [44, 50, 50, 50, 50, 50, 50, 50], .line),
            (.far, false, [39, 41, 38, 33, 29, 27], .loss),
            (.far, false, [17, 21, 34, 26, 20], .loss),
            // The server limits each connection.
            (.far, true, [12, 16, 16], .lane),
            (.near, false, [12, 16, 16], .lane),
            (.local, false, [16, 16], .lane),
            // The first windows of a slow start; a single slow window.
            (.far, true, [5, 10, 20], nil),
            (.far, false, [50, 50, 30, 50, 50, 50, 30], nil),
            (.near, false, [20, 35, 27, 20], .loss),
            (.local, false, [20, 35, 27, 20], nil),
            (.local, false, [20, 35, 27, 20, 10, 20, 10, 20], .lane),
        ] as [(StageTrend.Distance, Bool, [Double], StageTrend.Limit?)])
    func `windows reveal the limit`(
        _ distance: StageTrend.Distance, _ areEven: Bool, _ rates: [Double],
        _ limit: StageTrend.Limit?
    ) {
        var trend = StageTrend()
        for rate in rates { trend.add(rate * 1e6) }
        #expect(trend.limit(at: distance, areEven: areEven) == limit)
    }
}
