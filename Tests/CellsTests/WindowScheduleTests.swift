import SwiftletCells
import Testing

@Suite("Windows over a stream")
struct WindowScheduleTests {
  @Test(
    "end where whole, each in a stream that began with it", arguments: 1...7)
  func turns(size: Int) {
    for hop in 1...size {
      var schedule = WindowSchedule(size: size, hop: hop)
      #expect(schedule.streamCount == (size + hop - 1) / hop)
      // The timesteps that each stream has run since it last began.
      var runs: [[Int]] = Array(repeating: [], count: schedule.streamCount)
      for timestep in 0..<5 * size {
        var ended: [[Int]] = []
        for turn in schedule.next() {
          if turn.isFirst { runs[turn.stream] = [] }
          runs[turn.stream].append(timestep)
          if turn.isLast { ended.append(runs[turn.stream]) }
        }
        let first = timestep - size + 1
        let isEnd = first >= 0 && first % hop == 0
        #expect(ended == (isEnd ? [Array(first...timestep)] : []))
      }
    }
  }

  @Test("go on after a step that fails as if it had not been")
  func failure() throws {
    struct Failure: Error {}
    var streams = WindowedStreams(WindowSchedule(size: 3, hop: 2)) { [Int]() }
    var ended: [[Int]?] = []
    for value in 0..<9 {
      #expect(throws: Failure.self) {
        try streams.step(reset: { $0 = [] }) { _ throws(Failure) -> Int in
          throw Failure()
        }
      }
      ended.append(
        streams.step(reset: { $0 = [] }) {
          $0.append(value)
          return $0
        })
    }
    #expect(
      ended == [
        nil, nil, [0, 1, 2], nil, [2, 3, 4], nil, [4, 5, 6], nil, [6, 7, 8],
      ])
  }
}
