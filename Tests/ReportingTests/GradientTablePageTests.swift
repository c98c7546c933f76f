import SwiftletReporting
import SwiftletTraining
import Testing

@Suite("The page of a training's gradients")
struct GradientTablePageTests {
  /// Gradients by two states that vanish and explode, and by two tensors.
  private func table(epochs: Int) -> GradientFile {
    var file = GradientFile()
    for epoch in 0..<epochs {
      file.add(
        GradientNorms(
          epoch: epoch,
          states: [(0.5, "layers.0.hidden"), (1.7, "layers.0.<cell>")].map {
            factor, name in
            var norms = [0.25]
            for _ in 0..<90 { norms.append(norms[norms.count - 1] * factor) }
            return .init(name: name, norms: norms + [0, .infinity])
          },
          tensors: [
            .init(name: "layers.0.weight_hh", norm: 1.5),
            .init(name: "layers.1.bias", norm: epoch == 0 ? 0 : .infinity),
          ]))
    }
    return file
  }

  @Test(
    "is well-formed, for few epochs and for many", arguments: [0, 1, 2, 300])
  func wellFormed(epochs: Int) throws {
    let page = GradientTablePage(table(epochs: epochs), title: "a & b").page
    let reader = try PageReader(page)
    #expect(reader["h1"].first?.text == "a & b")
    #expect(reader["script"].isEmpty && !page.contains("http"))
    for attribute in ["d", "x", "y", "width", "height", "style"] {
      for value in reader.values(of: attribute) {
        #expect(!value.contains("nan") && !value.contains("inf"))
        #expect(!value.contains("=\"-"))
      }
    }
    let ids = reader.values(of: "id")
    #expect(Set(ids).count == ids.count)
    #expect(reader["figure"].count == (epochs == 0 ? 0 : 4))
    #expect(page.utf8.count < 400_000)
  }

  @Test("draws what vanishes lighter, and what explodes in another colour")
  func colours() throws {
    let page = GradientTablePage(table(epochs: 2), title: "t").page
    let cells = try PageReader(page)["rect"].filter {
      $0.parents.last == "svg" && $0.parents.contains("figure")
    }
    let styles = cells.map {
      ($0.attributes["class"] ?? "", $0.attributes["style"] ?? "")
    }
    #expect(styles.contains { $0 == ("less", "--share:100%") })
    #expect(styles.contains { $0 == ("less", "--share:6%") })
    #expect(styles.contains { $0.0 == "more" })
  }

  @Test("says what is left of a gradient so many steps back")
  func ratios() throws {
    let page = try PageReader(
      GradientTablePage(table(epochs: 2), title: "t").page)
    let cells = page["td"].map(\.text)
    // A half to the power of 1 and of 4.
    #expect(cells.contains("0.5") && cells.contains("0.0625"))
    // Beyond the sequences there is nothing.
    #expect(cells.contains("–"))
  }
}
