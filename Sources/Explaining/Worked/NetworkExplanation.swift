import Foundation
import SwiftletCells
import SwiftletFormat
import SwiftletQuantization

/// A recurrent network of two units, worked with all of its numbers: forward,
/// backward through time, why the gradient vanishes, what gates do, and the
/// same on a device's integers.
package struct NetworkExplanation {
  /// The parts, each a block of lines under a name.
  package let blocks: [(name: String, text: String)]

  /// Works the network.
  package init() throws {
    let network = ExerciseNetwork()
    let steps = network.steps(2)
    blocks = [
      ("network", Self.parameters(network)),
      ("t0", Self.forward(steps[0], 0)), ("t1", Self.forward(steps[1], 1)),
      ("backward", BackwardPass(network, steps[0], steps[1]).text),
      ("missed", Self.missed(network, steps[0])),
      ("vanishing", Self.vanishing(network)), ("gates", Self.gates),
      ("integers", try IntegerSteps(network, steps).text),
    ]
  }

  /// All blocks, with an empty line between two.
  package var text: String {
    blocks.map(\.text).joined(separator: "\n\n")
  }

  private static func parameters(_ network: ExerciseNetwork) -> String {
    let (w, u) = (network.inputWeights.rows, network.recurrentWeights.rows)
    let (b, v) = (network.bias, network.outputWeights.rows)
    let c = network.outputBias
    return """
      W = \(w[0].list(1))   U = \(u[0].list(1))   b = (\(b[0].text(1)))
          \(w[1].list(1))       \(u[1].list(1))       (\(b[1].text(1)))

      V = \(v[0].list(1))         c = (\(c[0].text(1)))
          \(v[1].list(1))             (\(c[1].text(1)))
          \(v[2].list(1))             (\(c[2].text(1)))
      """
  }

  private static func forward(_ step: ExerciseNetwork.Step, _ t: Int) -> String
  {
    let names = ExerciseNetwork.exercises
    let before = t == 0 ? "h(-1)" : "h(\(t - 1))"
    return """
      t = \(t): \(names[step.seen]) seen, \(names[step.next]) follows
      x(\(t)) = \(step.x.list(0)), \(before) = \(step.previous.list())
      a(\(t)) = W x(\(t)) + U \(before) + b = \(step.a.list())
      h(\(t)) = tanh(a(\(t)))\(space(14, before)) = \(step.h.list())
      o(\(t)) = V h(\(t)) + c\(space(14, before)) = \(step.o.list())
      y(\(t)) = softmax(o(\(t)))\(space(11, before)) = \(step.y.list())
      L(\(t)) = -ln(y(\(t)) of \(names[step.next])) = \
      -ln(\(step.y[step.next].text())) = \(step.loss.text())
      """
  }

  private static func space(_ count: Int, _ before: String) -> String {
    String(repeating: " ", count: count + before.count - 9)
  }

  /// A day that nobody noted: the last exercise takes its place.
  private static func missed(
    _ network: ExerciseNetwork, _ first: ExerciseNetwork.Step
  ) -> String {
    let held = network.step(first.seen, next: 1, from: first.h)
    return """
      t = 1, the day is missed: the last input is held
      x(1) = \(held.x.list(0)), h(0) = \(first.h.list())
      h(1) = \(held.h.list())
      y(1) = \(held.y.list())
      """
  }

  /// How the product of Jacobians shrinks.
  private static func vanishing(_ network: ExerciseNetwork) -> String {
    let steps = network.steps(61)
    var product = Matrix([[1, 0], [0, 1]])
    var lines: [String] = []
    for k in 1...60 {
      let h = steps[61 - k].h
      let slopes = h.map { 1 - $0 * $0 }
      let jacobian = Matrix(
        zip(slopes, network.recurrentWeights.rows).map { slope, row in
          row.map { slope * $0 }
        })
      product = product * jacobian
      if [1, 2, 5, 10, 20, 60].contains(k) {
        lines.append(
          String(
            format: "%10d   %.1e   %.1e", k, product.length,
            pow(0.5.squareRoot(), Double(k))))
      }
    }
    return """
      steps back   J ... J   0.7071^k
      \(lines.joined(separator: "\n"))
      """
  }

  /// What a cell keeps of its state.
  private static var gates: String {
    let biases = [("0", 0.0), ("1", 1), ("ln 59 = 4.08", log(59))]
    let lines = biases.map { name, bias in
      let f = 1 / (1 + exp(-bias))
      return name.padding(toLength: 15, withPad: " ", startingAt: 0)
        + String(format: "%.4f   %.1e   %.1e", f, pow(f, 10), pow(f, 60))
    }
    return """
      forget bias    f        f^10      f^60
      \(lines.joined(separator: "\n"))
      """
  }
}

extension Double {
  /// The number with digits after the point.
  func text(_ digits: Int = 4) -> String {
    String(format: "%\(digits == 0 ? 1 : digits + 3).\(digits)f", self)
  }
}

extension [Double] {
  /// The numbers in brackets.
  func list(_ digits: Int = 4) -> String {
    "(" + map { $0.text(digits) }.joined(separator: " ") + ")"
  }
}
