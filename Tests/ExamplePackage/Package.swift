// swift-tools-version: 6.2
import PackageDescription

let swiftlet = Target.Dependency.product(name: "Swiftlet", package: "swiftlet")

let package = Package(
  name: "example",
  dependencies: [.package(name: "swiftlet", path: "../..")],
  targets: [
    .executableTarget(name: "classify", dependencies: [swiftlet]),
    .executableTarget(name: "first-model", dependencies: [swiftlet]),
  ],
  swiftLanguageModes: [.v6]
)
