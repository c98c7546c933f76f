/// What the transducer of `NumberWords` takes and tells for one number.
struct NumberTransducer {
  /// The letters that come, as symbols: their places here.
  static let letters = Array(" .adefghilnorstuvwxyz")
  /// The class that tells no digit.
  static let wait = 10
  private static let units = [
    "", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen",
    "seventeen", "eighteen", "nineteen",
  ]
  private static let tens = [
    "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty",
    "ninety",
  ]

  /// The letters, and what is told at each.
  private(set) var steps: [(letter: Int, answer: Int)] = []
  private var queue: [Int] = []

  /// The steps of a number of 1 to 9,999.
  init(_ number: Int) {
    let digits = String(number).compactMap(\.wholeNumberValue)
    var told = 0
    for (word, certain) in Self.words(number) {
      add(word)
      queue += digits[told..<max(told, digits.count - certain)]
      told = max(told, digits.count - certain)
      add(" ")
    }
    queue += digits[told...]
    add("...")
  }

  /// The words, and after each how many places are not certain yet.
  private static func words(_ number: Int) -> [(String, Int)] {
    var words: [(String, Int)] = []
    let (thousands, hundreds) = (number / 1000, number / 100 % 10)
    let rest = number % 100
    if thousands > 0 { words += [(units[thousands], 3), ("thousand", 3)] }
    if hundreds > 0 {
      words += [(units[hundreds], thousands > 0 ? 3 : 2), ("hundred", 2)]
    }
    if rest >= 20 { words.append((tens[rest / 10], 1)) }
    let last = rest >= 20 ? rest % 10 : rest
    if last > 0 {
      let isUnclear =
        last < 10 && rest < 20 && thousands > 0 && hundreds == 0
      words.append((units[last], isUnclear ? 3 : 0))
    }
    return words
  }

  private mutating func add(_ text: String) {
    for character in text {
      let answer = queue.isEmpty ? Self.wait : queue.removeFirst()
      let letter = Self.letters.firstIndex(of: character) ?? 0
      steps.append((letter, answer))
    }
  }
}
