import Foundation

extension RecurrentReport {
  /// What is wrong, each with what to change.
  ///
  /// - Parameter dataSteps: after so many steps the data begin again.
  func findings(inputNames: [String], dataSteps: Int) -> [String] {
    driftFindings(dataSteps) + inputFindings(inputNames)
      + layers.indices.flatMap(layerFindings) + warmUpFindings
  }

  /// Stretches before the data begin again differ as the data do.
  private func driftFindings(_ dataSteps: Int) -> [String] {
    guard let first = drift.first(where: { $0.steps >= dataSteps }),
      let last = drift.last, last.rmsError > 1.5 * first.rmsError
    else { return [] }
    return [
      String(
        format: "the error grows with time, from %.3g rms over %d steps to "
          + "%.3g over %d: reset the stream now and then, or quantize with "
          + "`activationBits` 16 or `QuantizationAwareTraining`",
        first.rmsError, first.steps,
        last.rmsError, last.steps)
    ]
  }

  private func inputFindings(_ names: [String]) -> [String] {
    zip(names, clippedInputs).filter { $1 > 0.01 }.map { name, share in
      String(
        format: "%.1f %% of the feature '%@' lie beyond its range: quantize "
          + "with `inputRange` largest, or with calibration data like these",
        100 * share, name)
    }
  }

  private func layerFindings(_ index: Int) -> [String] {
    let layer = layers[index]
    var findings: [String] = []
    if layer.saturatedCells > 0 {
      findings.append(
        String(
          format: "layer %d: cell states reach the end of their range, "
            + "%.3g: quantize with calibration data like these", index,
          layer.cellLimit))
    }
    if !layer.kind.isBounded(layer.activations), layer.saturatedOutputs > 0.001
    {
      findings.append(
        String(
          format: "layer %d: %.1f %% of the outputs are clipped: quantize "
            + "with calibration data like these", index,
          100 * layer.saturatedOutputs))
    }
    return findings + memoryFindings(index)
  }

  private func memoryFindings(_ index: Int) -> [String] {
    let units = layers[index].units
    let short = units.indices.filter {
      units[$0].trainedTimeConstant > units[$0].longestTimeConstant / 2
    }
    let stuck = units.indices.filter { units[$0].deadZone > 0.01 }
    var findings: [String] = []
    if let unit = short.first {
      findings.append(
        String(
          format: "layer %d: %d units, such as %d, are trained to remember "
            + "about as long as the integers hold, %.0f steps: feed a "
            + "slower signal, or train an LSTM, whose cell state has 31 bits",
          index, short.count, unit, units[unit].longestTimeConstant))
    }
    if let unit = stuck.first {
      findings.append(
        String(
          format: "layer %d: %d units, such as %d, can rest %.2g from where "
            + "they are drawn to, as rounding undoes smaller steps: train an "
            + "LSTM, whose cell state has 31 bits", index, stuck.count, unit,
          units[unit].deadZone))
    }
    return findings
  }

  private var warmUpFindings: [String] {
    guard warmUp.longestSteps >= warmUp.limit else { return [] }
    return [
      "the network does not forget its start within \(warmUp.limit) steps: "
        + "save and restore its state, or train with longer windows"
    ]
  }
}
