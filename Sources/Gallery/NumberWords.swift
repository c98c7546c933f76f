import SwiftletCells
import SwiftletTraining

/// Numbers in words to digits, letter by letter: `three hundred five` to 305.
///
/// A streaming transducer: at each letter it tells a digit, or that it waits.
/// Digits are told from the left, one a letter at most, each at the first space
/// after which it is certain: the first word's at once; a zero when what follows
/// shows that its place is empty; after `thousand` a digit is one of hundreds or
/// of units, and waits for the next word. Three points end a number and give the
/// time for what is left. 1 to 9,999; a share of them to learn from, the others
/// to test.
struct NumberWords: Story {
  static let name = "numbers_to_digits"

  private let seed: UInt64
  private let count: Int
  private let share: Double

  init(_ settings: Settings) throws {
    seed = try settings.seed()
    count = try settings.count("numbers", default: 9999, in: 20...9999)
    share = try settings.number("share", default: 0.5, in: 0.01...0.99)
  }

  func data() throws -> [CSVFile] {
    var random = RandomSource(seed: seed)
    let numbers = random.permutation(9999).prefix(count).map { $0 + 1 }
    let learned = Int(Double(count) * share)
    return [
      Self.file("train.csv", numbers.prefix(learned)),
      Self.file("test.csv", numbers.dropFirst(learned)),
    ]
  }

  private static func file(
    _ name: String, _ numbers: ArraySlice<Int>
  ) -> CSVFile {
    var file = CSVFile(name, columns: ["seq", "letter", "label"])
    for number in numbers {
      for (letter, answer) in NumberTransducer(number).steps {
        file.add(["\(number)", "\(letter)", "\(answer)"])
      }
    }
    return file
  }

  func baselines(_ folder: DataFolder) throws -> [Baseline] {
    [4, 8, 12].map { length in
      Baseline(
        "table of the last \(length) letters",
        Counts.exact(folder) { sequence, step in
          Array(sequence.features[max(0, step + 1 - length)...step])
        })
    }
  }
}
