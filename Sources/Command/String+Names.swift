import Foundation

extension String {
  /// Names separated by commas, without the spaces around them.
  var names: [String] {
    split(separator: ",", omittingEmptySubsequences: false).map {
      $0.trimmingCharacters(in: .whitespaces)
    }
  }
}
