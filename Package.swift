// swift-tools-version: 6.2
import PackageDescription

let swiftSettings: [SwiftSetting] = [
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let protobuf = Target.Dependency.product(
  name: "SwiftProtobuf", package: "swift-protobuf")

let package = Package(
  name: "swiftlet",
  products: [
    .executable(name: "swiftlet", targets: ["swiftlet"]),
    .library(name: "Runtime", targets: ["Runtime"]),
    .library(name: "ModelFormat", targets: ["ModelFormat"]),
  ],
  dependencies: [
    .package(
      url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-protobuf", exact: "1.39.0"),
  ],
  targets: [
    .systemLibrary(name: "CSwiftlet", path: "CSupport/include"),
    .systemLibrary(name: "CSwiftletKernels", path: "CSupport/kernels"),
    // Steps with this machine's vector instructions.
    .target(name: "CSwiftletVectors", path: "CSupport/vectors"),
    .target(
      name: "Runtime",
      dependencies: ["CSwiftlet", "CSwiftletKernels", "CSwiftletVectors"],
      swiftSettings: swiftSettings + [.define("SWIFTLET_VECTORS")]),
    // The same sources in Embedded mode: a gate that every build passes,
    // never a product.
    .target(
      name: "RuntimeEmbedded",
      dependencies: ["CSwiftlet", "CSwiftletKernels"],
      swiftSettings: swiftSettings + [
        .enableExperimentalFeature("Embedded"),
        .unsafeFlags(["-no-allocations"]),
      ]),
    .target(
      name: "ModelFormat", dependencies: ["Runtime", "CSwiftlet"],
      exclude: ["FORMAT.md", "ARITHMETIC.md"], swiftSettings: swiftSettings),
    .target(name: "Cells", swiftSettings: swiftSettings),
    .target(
      name: "Datasets", resources: [.copy("Bundled")],
      swiftSettings: swiftSettings),
    .target(
      name: "Training", dependencies: ["Cells"], swiftSettings: swiftSettings),
    .target(
      name: "ONNXSchema", dependencies: [protobuf], exclude: ["README.md"],
      swiftSettings: swiftSettings),
    .target(
      name: "Importing", dependencies: ["Cells", "ONNXSchema", protobuf],
      exclude: [
        "FLOATMODEL.md", "Keras/FROM-KERAS.md", "PyTorch/FROM-PYTORCH.md",
      ], swiftSettings: swiftSettings),
    .target(
      name: "Quantization",
      dependencies: ["Cells", "Training", "ModelFormat", "CSwiftletKernels"],
      exclude: ["ACCURACY.md"],
      swiftSettings: swiftSettings),
    .executableTarget(
      name: "swiftlet",
      dependencies: [
        "Cells", "Datasets", "Training", "Importing", "Quantization",
        "ModelFormat", argumentParser,
      ],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "CellsTests", dependencies: ["Cells"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "TrainingTests", dependencies: ["Training", "Cells"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "DatasetsTests", dependencies: ["Datasets"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "ImportingTests", dependencies: ["Importing", "Cells"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "RuntimeTests",
      dependencies: [
        "Runtime", "ModelFormat", "CSwiftlet", "CSwiftletKernels",
        "RandomNetworks",
      ],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "QuantizationTests",
      dependencies: [
        "Quantization", "ModelFormat", "Training", "Cells", "RandomNetworks",
      ],
      swiftSettings: swiftSettings),
    // Random networks and streams, for tests and devices.
    .target(
      name: "RandomNetworks",
      dependencies: ["ModelFormat", "Runtime", "CSwiftlet", "Cells"],
      path: "Tests/RandomNetworks", swiftSettings: swiftSettings),
    // Writes the streams that the device images play.
    .executableTarget(
      name: "golden-cases",
      dependencies: ["ModelFormat", "RandomNetworks", "Runtime"],
      path: "Tests/GoldenCases", swiftSettings: swiftSettings),
    // Measures and compares the kernels of this machine.
    .executableTarget(
      name: "host-kernels",
      dependencies: ["ModelFormat", "RandomNetworks", "CSwiftlet"],
      path: "Tests/HostKernels", swiftSettings: swiftSettings),
    // Prints tables of what quantization costs.
    .executableTarget(
      name: "evaluate",
      dependencies: [
        "Quantization", "ModelFormat", "Training", "Cells", "RandomNetworks",
      ],
      path: "Tests/Evaluation", swiftSettings: swiftSettings),
    .testTarget(
      name: "CommandTests",
      dependencies: ["Importing", "ONNXSchema", protobuf],
      swiftSettings: swiftSettings),
  ],
  swiftLanguageModes: [.v6]
)
