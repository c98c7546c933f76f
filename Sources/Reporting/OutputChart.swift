import SwiftletQuantization
import SwiftletRuntime

/// One output of both models over time, and below it by how much they differ.
struct OutputChart {
  let trace: ComparisonTrace
  /// The output's index and name.
  let index: Int
  let name: String
  let task: ModelTask

  /// The drawing.
  var figure: Figure {
    Figure(
      id: "output-\(index)", title: "\(name), \(unit)",
      description: description, width: 400, height: 310,
      content: """
        \(isClass ? truth : [])
        \(values.frame)\(values.yGrid)\(boundaries(values))
        \(isClass ? "" : values.line(runs(target), "target"))
        \(values.line(runs { $0.float[index] }, "float"))
        \(values.line(runs { $0.quantized[index] }, "quantized"))
        \(errors.frame)\(errors.yGrid)\(boundaries(errors))
        \(errors.line(runs(error), "error"))
        \(values.heading(isClass ? "logit" : "value"))
        \(errors.heading("quantized less float"))
        \(errors.xTicks("timestep"))
        """)
  }

  private var isClass: Bool { task == .classification }
  private var unit: String { isClass ? "logit" : "in the data's unit" }
  private var steps: [ComparisonTrace.Step] { trace.stretches.flatMap { $0 } }

  private func error(_ step: ComparisonTrace.Step) -> Double {
    step.quantized[index] - step.float[index]
  }

  /// The value that the data say; NaN where they say none.
  private func target(_ step: ComparisonTrace.Step) -> Double {
    step.target.indices.contains(index) ? step.target[index] : .nan
  }

  private var time: Axis {
    Axis(showing: [0, Double(max(steps.count, 2) - 1)])
  }

  /// Where the outputs stand.
  private var values: ChartArea {
    let shown = steps.flatMap {
      [$0.float[index], $0.quantized[index]] + (isClass ? [] : [target($0)])
    }
    return ChartArea(
      x: time, y: Axis(showing: shown, isRound: true), left: 58, top: 24,
      width: 332,
      height: 140)
  }

  /// Where the difference stands.
  private var errors: ChartArea {
    let largest = steps.map { abs(error($0)) }.filter(\.isFinite).max() ?? 0
    return ChartArea(
      x: time, y: Axis(showing: [-largest, largest], ticks: 3, isRound: true),
      left: 58,
      top: 198, width: 332, height: 64)
  }

  /// Points of neighbouring steps of a sequence that have a value.
  private func runs(
    _ value: (ComparisonTrace.Step) -> Double
  ) -> [[(x: Double, y: Double)]] {
    var runs: [[(x: Double, y: Double)]] = []
    var time = 0
    for stretch in trace.stretches {
      runs.append([])
      for step in stretch {
        let value = value(step)
        if value.isFinite {
          runs[runs.count - 1].append((Double(time), value))
        } else {
          runs.append([])
        }
        time += 1
      }
    }
    return runs
  }

  /// Rules where a sequence begins.
  private func boundaries(_ area: ChartArea) -> [Markup] {
    var begin = 0
    return trace.stretches.dropLast().map { stretch in
      begin += stretch.count
      return area.rule(at: Double(begin) - 0.5, "boundary")
    }
  }

  /// Bars behind the steps at which the data say this class.
  private var truth: [Markup] {
    let isThis = steps.map { $0.target.first == Double(index) }
    let starts = isThis.indices.filter {
      isThis[$0] && ($0 == 0 || !isThis[$0 - 1])
    }
    let last = Double(max(steps.count, 2) - 1)
    return starts.map { start in
      let end = isThis[start...].firstIndex(of: false) ?? isThis.count
      return values.bar(
        max(0, Double(start) - 0.5)...min(last, Double(end) - 0.5), "truth")
    }
  }

  private var description: String {
    let float = steps.map { $0.float[index] }.filter(\.isFinite)
    let largest = steps.map { abs(error($0)) }.filter(\.isFinite).max() ?? 0
    return "\(steps.count.counted("timestep")). The float model's output runs "
      + "from \((float.min() ?? 0).short) to \((float.max() ?? 0).short); the "
      + "quantized model's differs by at most \(largest.short)."
  }
}
