import Foundation
import SwiftletCells

/// Stretches values that are small beside those they share a unit with, and
/// shrinks the weights that take them: what the network computes stays the
/// same, and integers resolve it better (Nagel et al. 2019, section 4.1, on the
/// data's own ranges).
///
/// Every stretch is a power of two, so float numbers stay exact. How far values
/// are brought together is what leaves the least error in the sums that take
/// them: that of the rounded values falls with it, that of the rounded weights,
/// which differ more in size then, may grow.
struct Equalization {
  private let plan: QuantizationPlan
  private let groups: ChannelGroups
  private let network: Network

  /// Layers whose values share a unit, and the groups of these values.
  private struct Family {
    var layers: [Int]
    var groups: Set<Int>
  }

  /// So much a value is stretched at the most: a channel that the data barely
  /// show keeps room for more.
  private static let largestStretch = 16.0

  /// How much of the stretch that makes all values of a family equally large
  /// is tried: its exponents.
  private static let exponents = [0, 0.25, 0.5, 0.75, 1]

  /// An equalization of a plan's model.
  init(_ plan: QuantizationPlan) {
    self.plan = plan
    network = plan.model.network
    groups = ChannelGroups(network)
  }

  /// The plan's model with stretched values.
  func model() -> FloatModel {
    var stretches: [Int: Double] = [:]
    for family in families {
      let full = fullStretches(of: family)
      let choices = Self.exponents.map { exponent in
        full.mapValues { exp2((exponent * log2($0)).rounded(.down)) }
      }
      let best = choices.min { error(of: family, $0) < error(of: family, $1) }
      stretches.merge(best ?? [:]) { $1 }
    }
    return stretched(by: stretches)
  }

  /// The families, of those that layers with rows give.
  private var families: [Family] {
    var families: [Family] = []
    for (index, layer) in network.layers.enumerated() where !layer.isKept {
      var family = Family(
        layers: [index],
        groups: Set(groups.outputs[index]).subtracting([ChannelGroups.fixed]))
      if family.groups.isEmpty { continue }
      for other in families where !other.groups.isDisjoint(with: family.groups)
      {
        family.layers += other.layers
        family.groups.formUnion(other.groups)
      }
      families.removeAll { !$0.groups.isDisjoint(with: family.groups) }
      families.append(family)
    }
    return families
  }

  /// By how much each group of a family can be stretched: up to the family's
  /// range, and no further than multipliers reach.
  private func fullStretches(of family: Family) -> [Int: Double] {
    let range = family.layers.reduce(0) {
      max($0, plan.calibration.layers[$1].largestOutput)
    }
    var full: [Int: Double] = [:]
    for index in family.layers {
      let options = plan.options.ofLayer(index, of: network)
      let largest = plan.calibration.layers[index].largestOutputs
      let rows = plan.realRows(index, of: plan.model)
      for (k, group) in groups.outputs[index].enumerated()
      where group != ChannelGroups.fixed {
        let row = rows[k % rows.count]
        let step = max(row.finestScale(0, options), row.overflowScale)
        let room = min(
          range / largest[k], 1 / (2.02 * step * row.unitsPerReal))
        full[group] = max(1, min(full[group] ?? Self.largestStretch, room))
      }
    }
    return full
  }

  /// The square of the error that rounding leaves in the pre-activations that
  /// take a family's values, in their units.
  private func error(of family: Family, _ stretches: [Int: Double]) -> Double {
    network.layers.indices.reduce(0) { sum, index in
      let layer = network.layers[index]
      guard !layer.isKept,
        !family.groups.isDisjoint(with: groups.inputs[index])
      else { return sum }
      let rows = plan.realRows(index, of: plan.model)
      let columns = rows.map(\.inputWeights.count).max() ?? 0
      return sum
        + error(of: rows, index, self.stretches(index, columns, stretches))
    }
  }

  private func error(
    of rows: [RealRow], _ index: Int, _ stretches: [Double]
  ) -> Double {
    let options = plan.options.ofLayer(index, of: network)
    let operandStep = options.activationBits == 16 ? 1.0 : 256
    let squares = zip(
      plan.calibration.layers[index].inputSquares,
      zip(plan.layers[index].inputScales, stretches)
    ).reduce(0) { sum, operand in
      let (square, (unit, stretch)) = operand
      return sum + square * (stretch / unit) * (stretch / unit)
    }
    return rows.reduce(0) { sum, row in
      if row.inputWeights.isEmpty { return sum }
      var row = row
      row.inputWeights = zip(row.inputWeights, stretches).map(/)
      let step = row.finestScale(0, options) * options.weightStep
      let power =
        step * step
        * (squares + row.hiddenPower * Double(row.hiddenWeights.count))
        + operandStep * operandStep
        * row.inputWeights.reduce(0) { $0 + $1 * $1 }
      return sum + power * row.unitsPerReal * row.unitsPerReal
    }
  }

  /// By how much each value is stretched that a row of a layer meets.
  private func stretches(
    _ index: Int, _ columns: Int, _ stretches: [Int: Double]
  ) -> [Double] {
    let input = groups.inputs[index]
    let channels =
      if case .conv1D(let shape, _) = network.layers[index] {
        shape.channels
      } else {
        max(input.count, 1)
      }
    return (0..<columns).map { stretches[input[$0 % channels]] ?? 1 }
  }

  /// The model with its groups of values stretched.
  private func stretched(by stretches: [Int: Double]) -> FloatModel {
    var model = plan.model
    for tensor in network.tensors
    where !network.layers[tensor.layer].isEmbedding {
      let takes = tensor.role == .weight || tensor.role == .inputWeight
      let columns = self.stretches(
        tensor.layer, takes ? tensor.columns : 0, stretches)
      let outputs = groups.outputs[tensor.layer]
      for row in 0..<tensor.rows {
        let stretch = stretches[outputs[row % outputs.count]] ?? 1
        for column in 0..<tensor.columns {
          model.parameters[tensor.offset + row * tensor.columns + column] *=
            Float(stretch / (takes ? columns[column] : 1))
        }
      }
    }
    return model
  }
}
