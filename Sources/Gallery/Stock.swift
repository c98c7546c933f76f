import Foundation

/// The next day's return of a stock, in percent, from its closing prices (`file`,
/// a price a line): `100 ln(p[t+1] / p[t])`.
///
/// There are three windows, `window=1` to 3, of a third of the days each: four
/// fifths to learn from, the rest to test. The test part begins with 50 days of
/// the other, without targets, for the state.
struct Stock: Story {
  static let name = "stock"

  private let path: String?
  private let window: Int

  init(_ settings: Settings) throws {
    path = settings.text("file")
    window = try settings.count("window", default: 1, in: 1...3)
  }

  func data() throws -> [CSVFile] {
    guard let path else {
      throw GalleryError("give file=PRICES, a closing price a line")
    }
    let prices = try String(contentsOfFile: path, encoding: .utf8)
      .split(separator: "\n").compactMap { Double($0) }
    let returns = zip(prices.dropFirst(), prices).map { 100 * log($0 / $1) }
    let days = returns.count / 3
    let first = (window - 1) * days
    let middle = first + days * 4 / 5
    return [
      Self.file("train.csv", returns, first..<middle, scored: first),
      Self.file(
        "test.csv", returns, middle - 50..<first + days - 1, scored: middle),
    ]
  }

  private static func file(
    _ name: String, _ returns: [Double], _ days: Range<Int>, scored: Int
  ) -> CSVFile {
    var file = CSVFile(name, columns: ["return", "size", "target_return"])
    for day in days {
      file.add([
        returns[day].text(4), abs(returns[day]).text(4),
        day < scored ? "" : returns[day + 1].text(4),
      ])
    }
    return file
  }

  func baselines(_ folder: DataFolder) throws -> [Baseline] {
    let forecasts = Forecasts(folder)
    return [
      Baseline("the price stays", forecasts.constant(0)),
      Baseline("the mean return", forecasts.mean()),
      Baseline("the same return again", forecasts.earlier(1)),
      Baseline("AR(5)", forecasts.autoregression(5)),
    ]
  }
}
