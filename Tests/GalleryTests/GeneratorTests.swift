import TemporaryFolder
import Testing
import gallery

@Suite("Data and baselines of the gallery")
struct GeneratorTests {
  /// What a transducer tells of a number, waits left out.
  private func told(_ number: Int) -> String {
    NumberTransducer(number).steps.map(\.answer)
      .filter { $0 != NumberTransducer.wait }.map(String.init).joined()
  }

  @Test("every number is told by its digits, a digit a letter")
  func digits() {
    for number in 1...9999 { #expect(told(number) == "\(number)") }
  }

  @Test("a number's letters are its words")
  func words() {
    let letters = NumberTransducer(4012).steps.map {
      NumberTransducer.letters[$0.letter]
    }
    #expect(String(letters) == "four thousand twelve ...")
  }

  @Test("no digit depends on a letter that comes later")
  func causality() {
    // After equal letters comes an equal answer, in all numbers.
    var answers: [[Int]: Int] = [:]
    for number in 1...9999 {
      var heard: [Int] = []
      for (letter, answer) in NumberTransducer(number).steps {
        heard.append(letter)
        #expect(answers[heard] ?? answer == answer)
        answers[heard] = answer
      }
    }
  }

  @Test("least squares finds the line that made the values")
  func line() {
    let rows = (0..<20).map { [Double($0), Double($0 * $0 % 7)] }
    let function = LeastSquares(rows, rows.map { 3 * $0[0] - 2 * $0[1] + 1 })
    #expect(abs(function([100, 5]) - 291) < 1e-5)
  }

  @Test("the best answer of the gym week is right as often as its odds say")
  func optimum() throws {
    try withFolder { folder in
      let story = try GymWeek(Settings(["people=300"]))
      try story.data().forEach { try $0.write(to: folder) }
      let data = try DataFolder(folder)
      // Sundays; else days after poor health, and the routine's next place.
      let onward = 0.93 + 0.07 / 5
      let odds = 0.9 / 7 + (0.25 * 0.85 + 0.75 * onward) * 6 / 7
      #expect(abs(GymOptimum().accuracy(data.test) - odds) < 0.01)
    }
  }

  @Test("a tune's chains remember pitches, not the durations between them")
  func pitches() throws {
    try withFolder { folder in
      for name in ["train.csv", "test.csv"] {
        var file = CSVFile(name, columns: ["seq", "symbol", "label_next"])
        for note in 0..<300 {
          let duration = "\(3 + note / 7 % 2)"
          file.add(["1", "\(note % 3)", name == "train.csv" ? duration : ""])
          file.add(["1", duration, "\((note + 1) % 3)"])
        }
        try file.write(to: folder)
      }
      let story = try IrishMelody(Settings([]))
      let scores = try story.baselines(DataFolder(folder)).map(\.score)
      #expect(abs(scores[0] - 1.585) < 0.01)
      #expect(scores[1] < 0.05)
    }
  }
}
