import Swiftlet

let model = try Model(contentsOfFile: CommandLine.arguments[1])
let parser = FeatureParser(featureNames: model.inputs.map(\.name))
var stream = model.makeStream()
var line = 0

while let text = readLine() {
  line += 1
  let values = try parser.parse(text, line: line)
  print(try stream.classify(values).name)
}
