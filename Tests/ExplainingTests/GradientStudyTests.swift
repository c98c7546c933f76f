import Foundation
import SwiftletExplaining
import Testing

@Suite("The page on gradients says what is true")
struct GradientStudyTests {
  /// The networks before they learn, in the order of the page.
  private static let studies = Result { try GradientStudy.untrained() }

  @Test("a tanh RNN's gradient vanishes, with a radius of 1.5 it explodes")
  func vanishing() throws {
    let studies = try Self.studies.get()
    #expect(studies[0].hidden(at: 60) < 1e-4)
    #expect(studies[0].hidden(at: 60, epoch: 0) < 1e-4)
    // At rest the product is the matrix itself, 60 times.
    let growth = studies[1].hidden(at: 60)
    #expect(growth > 1e3 && abs(growth / pow(1.5, 60) - 1) < 1e-3)
    #expect(studies[1].hidden(at: 60, epoch: 0) > 10)
  }

  @Test("an orthogonal matrix and open gates keep it")
  func remedies() throws {
    let studies = try Self.studies.get()
    #expect(abs(studies[2].hidden(at: 60) - 1) < 1e-4)
    #expect(studies[2].hidden(at: 60, epoch: 0) > 1e-2)
    #expect(studies[3].hidden(at: 60, epoch: 0) < 1e-6)
    let cells = try studies[4...].map {
      try #require($0.cell(at: 60, epoch: 0))
    }
    #expect(cells[0] < 1e-6 && cells[1] > 1e-2 && cells[2] > 0.1)
  }
}
