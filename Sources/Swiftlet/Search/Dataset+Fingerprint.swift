import SwiftletCells
import SwiftletDatasets
import SwiftletTraining

extension Dataset {
  /// A number that changes with the names and the values.
  var fingerprint: UInt64 {
    var fingerprint = Fingerprint()
    for name in featureNames { fingerprint.add(name) }
    switch target {
    case .classes(let names, let column):
      for name in names + [column] { fingerprint.add(name) }
    case .values(let names):
      for name in names { fingerprint.add(name) }
    }
    for sequence in sequences {
      fingerprint.add(sequence.features)
      fingerprint.add(sequence.targets)
    }
    return fingerprint.value
  }
}
