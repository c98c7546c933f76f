import Foundation

extension Int {
  /// The number in groups of three digits, such as `11,832`.
  var grouped: String {
    let digits = String(magnitude)
    let groups = stride(from: digits.count, to: 0, by: -3).map { end in
      digits.prefix(end).suffix(3)
    }
    return (self < 0 ? "-" : "") + groups.reversed().joined(separator: ",")
  }

  /// A number of things, such as `1 step` or `1,200 steps`.
  func counted(_ thing: String) -> String {
    "\(grouped) \(thing)\(self == 1 ? "" : "s")"
  }
}

extension Double {
  /// The number with four digits that count.
  var short: String {
    abs(self) >= 10000 && abs(self) < 1e9
      ? Int(rounded()).grouped : String(format: "%.4g", self)
  }

  /// A share as percent, such as `99.87 %`, which no line's end divides.
  var percent: String { String(format: "%.2f\u{A0}%%", 100 * self) }
}

extension Double? {
  /// The share as percent, or a dash.
  var percent: String { self?.percent ?? "–" }
}
