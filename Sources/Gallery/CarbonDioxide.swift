import Foundation

/// Next week's carbon dioxide on Mauna Loa, as its change from the last week
/// that was measured, in ppm (`file`, lines of `YYYYMMDD,ppm`).
///
/// A row has the change since the last measured week, a gap where there is no
/// measurement, and the calendar: sine and cosine of the day of the year. The
/// first 1,800 weeks are to learn from; the test part begins with 104 of them,
/// without targets, for the state.
struct CarbonDioxide: Story {
  static let name = "sensors"
  private static let (learned, warming) = (1800, 104)

  private let path: String?

  init(_ settings: Settings) throws { path = settings.text("file") }

  func data() throws -> [CSVFile] {
    guard let path else {
      throw GalleryError("give file=TABLE, lines of YYYYMMDD,ppm")
    }
    let rows = Self.rows(try String(contentsOfFile: path, encoding: .utf8))
    return ["train.csv", "test.csv"].enumerated().map { part, name in
      var file = CSVFile(
        name, columns: ["change", "year_sin", "year_cos", "target_change"])
      let first = part == 0 ? 0 : Self.learned - Self.warming
      for index in first..<(part == 0 ? Self.learned : rows.count) {
        let target = part == 1 && index < Self.learned ? "" : rows[index].target
        file.add(rows[index].features + [target])
      }
      return file
    }
  }

  private static func rows(
    _ text: String
  ) -> [(features: [String], target: String)] {
    let weeks: [(date: Substring, value: Double?)] =
      text.split(separator: "\n").dropFirst().map { line in
        let fields = line.split(
          separator: ",", omittingEmptySubsequences: false)
        return (fields[0], Double(fields[1]))
      }
    var last = weeks.lazy.compactMap(\.value).first ?? 0
    return weeks.indices.dropLast().map { index in
      let change = weeks[index].value.map { ($0 - last).text(2) }
      last = weeks[index].value ?? last
      let next = weeks[index + 1].value.map { ($0 - last).text(2) }
      let angle = 2 * Double.pi * dayOfYear(weeks[index].date) / 365.25
      return (
        [change ?? "", sin(angle).text(3), cos(angle).text(3)], next ?? ""
      )
    }
  }

  private static func dayOfYear(_ date: Substring) -> Double {
    let (month, day) = (
      Int(date.dropFirst(4).prefix(2)) ?? 1, Int(date.suffix(2)) ?? 1
    )
    return Double(month - 1) * 30.44 + Double(day)
  }

  func baselines(_ folder: DataFolder) throws -> [Baseline] {
    let forecasts = Forecasts(folder)
    return [
      Baseline("persistence", forecasts.constant(0)),
      Baseline("seasonal naive", forecasts.earlier(52)),
      Baseline("AR(12)", forecasts.autoregression(12)),
      Baseline("AR(52)", forecasts.autoregression(52)),
      Baseline(
        "AR(12) and the calendar", forecasts.autoregression(12, others: true)),
    ]
  }
}
