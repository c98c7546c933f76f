import SwiftletCells
import SwiftletReporting
import Testing

@Suite("The page of a search")
struct SearchPageTests {
  private func page(_ count: Int, instructions: Bool) -> String {
    SearchPage(
      data: "<data> & more", metric: .accuracy,
      trials: (0..<count).map {
        SearchPage.Trial(
          number: $0 + 1, settings: "--hidden \($0)",
          score: 0.9 - 0.01 * Double($0), floatScore: 0.9,
          flash: 4000 - 100 * $0, ram: 300,
          instructions: instructions ? 9000 - $0 : nil)
      }, limits: .init(flash: 5000, instructions: nil),
      facts: [("options", "--hidden")]
    ).page
  }

  @Test("is well-formed, and draws each cost", arguments: [1, 2, 300])
  func wellFormed(count: Int) throws {
    for hasInstructions in [false, true] {
      let page = page(count, instructions: hasInstructions)
      let reader = try PageReader(page)
      #expect(reader["script"].isEmpty && !page.contains("http"))
      #expect(reader["svg"].count == (hasInstructions ? 2 : 1))
      #expect(reader["tr"].count == 1 + min(count, 200))
      #expect(!page.contains("<data>") && reader["h1"].count == 1)
      let ids = reader.values(of: "id")
      #expect(Set(ids).count == ids.count)
      for value in reader.values(of: "d") {
        #expect(!value.contains("nan") && !value.contains("inf"))
      }
    }
  }
}
