/// The number of sunspots of the next month, of the bundled data.
struct Sunspots: Story {
  static let name = "sunspots_monthly"

  init(_ settings: Settings) {}

  func data() -> [CSVFile] { [] }

  func baselines(_ folder: DataFolder) -> [Baseline] {
    let forecasts = Forecasts(folder, continues: true)
    return [
      Baseline("persistence", forecasts.earlier(1)),
      Baseline("11 years before", forecasts.earlier(132)),
      Baseline("AR(12)", forecasts.autoregression(12)),
      Baseline("AR(24)", forecasts.autoregression(24)),
    ]
  }
}
