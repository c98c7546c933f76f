import Foundation
import Swiftlet

let data = try DataSource(named: CommandLine.arguments[1])
let trained = try FloatModel.train(
  on: data, Architecture(.gru(), hiddenSize: 16)
) {
  print("epoch \($0.epoch) of \($0.epochs): \($0.validationScore)")
}

let quantized = try trained.model.quantize(calibration: data)
let model = quantized.model
print("\(model.flashSize) bytes of flash, \(model.stateSize) of state")

let outcome = try model.verify(
  against: trained.model, on: data, streamSteps: 1_000)
print("float \(outcome.report.floatScore)")
print("quantized \(outcome.report.quantizedScore)")
try model.write(to: URL(fileURLWithPath: "model.swlt"))

var stream = model.makeStream()
var values = [Double?](repeating: 0, count: model.inputCount)
print(try stream.classify(values).name)
values[0] = nil
print(try stream.classify(values).name)

do {
  let inputs = model.inputs.map { $0.int16(for: 0.5) }
  var outputs = [Int16](repeating: 0, count: model.outputCount)
  var span = outputs.mutableSpan
  try stream.step(inputs.span, into: &span)
  print(model.classNames[model.largestOutput(of: outputs.span)])
}

let state = stream.save()
var later = model.makeStream()
try later.restore(state)

var together = model.makeStreams(100)
try together.restore(7, state)
let readings = [[Double]](repeating: values.map { $0 ?? .nan }, count: 2)
print(try together.step([7, 42], readings).count)
