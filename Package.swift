// swift-tools-version: 6.2
import PackageDescription

let swiftSettings: [SwiftSetting] = [
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

// Tests that wait for a program or compute little: compiled in half the time.
let unoptimized = swiftSettings + [.unsafeFlags(["-Onone"])]

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let protobuf = Target.Dependency.product(
  name: "SwiftProtobuf", package: "swift-protobuf")

let package = Package(
  name: "swiftlet",
  products: [
    .library(name: "Swiftlet", targets: ["Swiftlet"]),
    .executable(name: "swiftlet", targets: ["SwiftletCommand"]),
  ],
  dependencies: [
    .package(
      url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    // With several traits SwiftPM 6.3 names them in an order of chance, and
    // compiles all of the package again.
    .package(
      url: "https://github.com/apple/swift-protobuf", from: "1.39.0",
      traits: []),
  ],
  targets: [
    .systemLibrary(name: "CSwiftlet", path: "CSupport/include"),
    .systemLibrary(name: "CSwiftletKernels", path: "CSupport/kernels"),
    // Features of speech, for devices and for the gallery.
    .systemLibrary(name: "CSwiftletLogMel", path: "CSupport/audio"),
    // Steps with this machine's vector instructions.
    .target(name: "CSwiftletVectors", path: "CSupport/vectors"),
    // Training with them.
    .target(name: "CSwiftletTraining", path: "CSupport/training"),
    .target(
      name: "SwiftletRuntime",
      dependencies: ["CSwiftlet", "CSwiftletKernels", "CSwiftletVectors"],
      path: "Sources/Runtime",
      swiftSettings: swiftSettings + [.define("SWIFTLET_VECTORS")]),
    // The same sources in Embedded mode: a gate that every build passes,
    // never a product.
    .target(
      name: "SwiftletRuntimeEmbedded",
      dependencies: ["CSwiftlet", "CSwiftletKernels"],
      path: "Sources/RuntimeEmbedded",
      swiftSettings: swiftSettings + [
        .enableExperimentalFeature("Embedded"),
        .unsafeFlags(["-no-allocations"]),
      ]),
    .target(
      name: "SwiftletMessages", path: "Sources/Messages",
      swiftSettings: swiftSettings),
    .target(
      name: "SwiftletFiles", dependencies: ["SwiftletMessages"],
      path: "Sources/Files", swiftSettings: swiftSettings),
    .target(
      name: "SwiftletFormat",
      dependencies: [
        "SwiftletFiles", "SwiftletMessages", "SwiftletRuntime", "CSwiftlet",
        "CSwiftletKernels",
      ],
      path: "Sources/ModelFormat", exclude: ["FORMAT.md", "ARITHMETIC.md"],
      swiftSettings: swiftSettings),
    .target(
      name: "SwiftletCells",
      dependencies: ["SwiftletMessages", "SwiftletRuntime"],
      path: "Sources/Cells", swiftSettings: swiftSettings),
    .target(
      name: "SwiftletResources", path: "Sources/Resources",
      swiftSettings: swiftSettings),
    .target(
      name: "SwiftletDatasets",
      dependencies: [
        "SwiftletCells", "SwiftletFiles", "SwiftletMessages",
        "SwiftletResources", "SwiftletRuntime",
      ],
      path: "Sources/Datasets", exclude: ["DATA.md"],
      resources: [.copy("Bundled")], swiftSettings: swiftSettings),
    .target(
      name: "SwiftletTraining",
      dependencies: [
        "SwiftletCells", "SwiftletFiles", "SwiftletMessages",
        "SwiftletRuntime", "CSwiftletTraining",
      ],
      path: "Sources/Training", swiftSettings: swiftSettings),
    .target(
      name: "SwiftletONNXSchema", dependencies: [protobuf],
      path: "Sources/ONNXSchema", exclude: ["README.md"],
      swiftSettings: swiftSettings),
    .target(
      name: "SwiftletImporting",
      dependencies: [
        "SwiftletCells", "SwiftletFiles", "SwiftletMessages",
        "SwiftletONNXSchema", "SwiftletRuntime", protobuf,
      ],
      path: "Sources/Importing",
      exclude: [
        "Audio/AMPLIFIERS.md", "Audio/FROM-AUDIO.md", "FLOATMODEL.md",
        "Keras/FROM-KERAS.md", "ONNX/FROM-ONNX.md", "PyTorch/FROM-PYTORCH.md",
      ], swiftSettings: swiftSettings),
    .target(
      name: "SwiftletQuantization",
      dependencies: [
        "SwiftletCells", "SwiftletTraining", "SwiftletFormat",
        "SwiftletMessages", "SwiftletRuntime", "CSwiftletKernels",
      ],
      path: "Sources/Quantization", exclude: ["ACCURACY.md"],
      swiftSettings: swiftSettings),
    .target(
      name: "SwiftletEncoding",
      dependencies: [
        "SwiftletCells", "SwiftletDatasets", "SwiftletMessages",
        "SwiftletTraining", "SwiftletRuntime",
      ],
      path: "Sources/Encoding", swiftSettings: swiftSettings),
    .target(
      name: "SwiftletDevices",
      dependencies: [
        "SwiftletFiles", "SwiftletFormat", "SwiftletMessages",
        "SwiftletResources",
      ],
      path: "Sources/Devices",
      resources: [.embedInCode("cores.tsv"), .embedInCode("libraries.tsv")],
      swiftSettings: swiftSettings),
    .target(
      name: "SwiftletBudget",
      dependencies: [
        "SwiftletDevices", "SwiftletFiles", "SwiftletFormat",
        "SwiftletMessages", "SwiftletResources",
      ],
      path: "Sources/Budget", resources: [.copy("costs.tsv")],
      swiftSettings: swiftSettings),
    .target(
      name: "SwiftletEmbedding",
      dependencies: [
        "SwiftletBudget", "SwiftletCells", "SwiftletDevices", "SwiftletFiles",
        "SwiftletFormat", "SwiftletRuntime",
      ],
      path: "Sources/Embedding", swiftSettings: swiftSettings),
    // Recurrent networks, explained by numbers.
    .target(
      name: "SwiftletExplaining",
      dependencies: [
        "SwiftletCells", "SwiftletTraining", "SwiftletQuantization",
        "SwiftletFormat", "SwiftletRuntime",
      ],
      path: "Sources/Explaining", swiftSettings: swiftSettings),
    .target(
      name: "SwiftletReporting",
      dependencies: [
        "SwiftletBudget", "SwiftletCells", "SwiftletDevices",
        "SwiftletExplaining", "SwiftletFormat", "SwiftletQuantization",
        "SwiftletRuntime", "SwiftletTraining", "CSwiftlet",
      ],
      path: "Sources/Reporting", swiftSettings: swiftSettings),
    // What other packages import.
    .target(
      name: "Swiftlet",
      dependencies: [
        "SwiftletCells", "SwiftletDatasets", "SwiftletEncoding",
        "SwiftletTraining", "SwiftletImporting", "SwiftletQuantization",
        "SwiftletBudget", "SwiftletDevices", "SwiftletExplaining",
        "SwiftletReporting", "SwiftletFiles", "SwiftletFormat",
        "SwiftletMessages", "SwiftletRuntime", "CSwiftlet",
      ],
      path: "Sources/Swiftlet", swiftSettings: swiftSettings),
    .executableTarget(
      name: "SwiftletCommand",
      dependencies: [
        "Swiftlet", "SwiftletCells", "SwiftletDatasets", "SwiftletEncoding",
        "SwiftletTraining", "SwiftletImporting", "SwiftletQuantization",
        "SwiftletExplaining", "SwiftletFiles", "SwiftletFormat",
        "SwiftletMessages",
        "SwiftletRuntime",
        "SwiftletDevices", "SwiftletBudget", "SwiftletEmbedding", "CSwiftlet",
        argumentParser,
      ],
      path: "Sources/Command", swiftSettings: swiftSettings),
    .testTarget(
      name: "MessagesTests", dependencies: ["SwiftletMessages"],
      path: "Tests/MessagesTests", swiftSettings: unoptimized),
    .testTarget(
      name: "FilesTests",
      dependencies: ["SwiftletFiles", "TemporaryFolder"],
      swiftSettings: unoptimized),
    .testTarget(
      name: "CellsTests",
      dependencies: ["SwiftletCells", "SwiftletRuntime", "RandomNetworks"],
      swiftSettings: unoptimized),
    .testTarget(
      name: "TrainingTests",
      dependencies: [
        "SwiftletTraining", "SwiftletCells", "SwiftletRuntime",
        "TemporaryFolder",
      ],
      swiftSettings: unoptimized),
    .testTarget(
      name: "DatasetsTests",
      dependencies: ["SwiftletDatasets", "SwiftletCells", "TemporaryFolder"],
      swiftSettings: unoptimized),
    .testTarget(
      name: "EncodingTests",
      dependencies: [
        "SwiftletEncoding", "SwiftletDatasets", "SwiftletTraining",
        "SwiftletCells", "SwiftletRuntime",
      ],
      swiftSettings: unoptimized),
    .testTarget(
      name: "ImportingTests",
      dependencies: [
        "SwiftletImporting", "SwiftletCells", "TemporaryFolder", "WrongModels",
      ],
      swiftSettings: unoptimized),
    .testTarget(
      name: "RuntimeTests",
      dependencies: [
        "SwiftletRuntime", "SwiftletDevices", "SwiftletFiles",
        "SwiftletFormat", "CSwiftlet", "CSwiftletKernels", "RandomNetworks",
      ],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "QuantizationTests",
      dependencies: [
        "SwiftletQuantization", "SwiftletFormat", "SwiftletTraining",
        "SwiftletCells", "SwiftletRuntime", "RandomNetworks",
      ],
      swiftSettings: unoptimized),
    .testTarget(
      name: "ExplainingTests",
      dependencies: [
        "SwiftletExplaining", "SwiftletQuantization", "SwiftletFormat",
        "SwiftletTraining", "SwiftletCells", "SwiftletRuntime",
      ],
      swiftSettings: unoptimized),
    .testTarget(
      name: "ReportingTests",
      dependencies: [
        "SwiftletReporting", "SwiftletExplaining", "SwiftletQuantization",
        "SwiftletFormat", "SwiftletTraining", "SwiftletCells",
        "SwiftletRuntime",
      ],
      swiftSettings: unoptimized),
    .testTarget(
      name: "SwiftletTests",
      dependencies: [
        "Swiftlet", "SwiftletCells", "SwiftletDevices", "SwiftletFormat",
        "CSwiftlet", "RandomNetworks", "TemporaryFolder",
      ],
      swiftSettings: unoptimized),
    // Folders of tests.
    .target(
      name: "TemporaryFolder", path: "Tests/TemporaryFolder",
      swiftSettings: swiftSettings),
    // Models that import refuses, each for a reason.
    .target(
      name: "WrongModels",
      dependencies: [
        "SwiftletImporting", "SwiftletONNXSchema", "TemporaryFolder", protobuf,
      ],
      path: "Tests/WrongModels", swiftSettings: unoptimized),
    // Random networks and streams, for tests and devices.
    .target(
      name: "RandomNetworks",
      dependencies: [
        "SwiftletFormat", "SwiftletRuntime", "CSwiftlet", "SwiftletCells",
      ],
      path: "Tests/RandomNetworks", swiftSettings: swiftSettings),
    // Writes the streams that the device images play.
    .executableTarget(
      name: "golden-cases",
      dependencies: [
        "SwiftletDevices", "SwiftletFiles", "SwiftletFormat",
        "RandomNetworks", "SwiftletRuntime",
      ],
      path: "Tests/GoldenCases", swiftSettings: swiftSettings),
    // Compares the kernels of this machine.
    .executableTarget(
      name: "host-kernels", dependencies: ["RandomNetworks"],
      path: "Tests/HostKernels", swiftSettings: swiftSettings),
    // Reads files that are changed at random.
    .executableTarget(
      name: "fuzz-inputs",
      dependencies: [
        "Swiftlet", "SwiftletBudget", "SwiftletCells", "SwiftletDatasets",
        "SwiftletDevices", "SwiftletEmbedding", "SwiftletEncoding",
        "SwiftletFormat", "SwiftletImporting", "SwiftletONNXSchema",
        "SwiftletRuntime", "SwiftletTraining", "CSwiftlet", "TemporaryFolder",
        "WrongModels", protobuf,
      ],
      path: "Tests/FuzzInputs", swiftSettings: swiftSettings),
    // Measures steps on this machine.
    .executableTarget(
      name: "host-benchmark",
      dependencies: [
        "SwiftletFormat", "SwiftletRuntime", "RandomNetworks", "CSwiftlet",
        "CSwiftletVectors",
      ],
      path: "CSupport/benchmarks/host", swiftSettings: swiftSettings),
    // Measures training on this machine.
    .executableTarget(
      name: "training-benchmark",
      dependencies: ["SwiftletTraining", "SwiftletCells", "SwiftletRuntime"],
      path: "CSupport/benchmarks/training", swiftSettings: swiftSettings),
    // Data and baselines of the gallery's stories.
    .executableTarget(
      name: "gallery",
      dependencies: [
        "SwiftletCells", "SwiftletDatasets", "SwiftletEncoding",
        "SwiftletFiles", "SwiftletFormat", "SwiftletImporting",
        "SwiftletRuntime", "SwiftletTraining", "CSwiftletLogMel",
      ],
      path: "Sources/Gallery", swiftSettings: swiftSettings),
    .testTarget(
      name: "GalleryTests",
      dependencies: [
        "gallery", "SwiftletTraining", "CSwiftletLogMel", "TemporaryFolder",
      ],
      swiftSettings: unoptimized),
    // Prints tables of what quantization costs.
    .executableTarget(
      name: "evaluate",
      dependencies: [
        "SwiftletQuantization", "SwiftletFormat", "SwiftletTraining",
        "SwiftletCells", "SwiftletDatasets", "SwiftletEncoding",
        "SwiftletImporting", "SwiftletRuntime", "CSwiftlet", "RandomNetworks",
      ],
      path: "Tests/Evaluation", swiftSettings: swiftSettings),
    .testTarget(
      name: "EmbeddingTests",
      dependencies: [
        "SwiftletEmbedding", "SwiftletBudget", "SwiftletDevices",
        "SwiftletFiles", "SwiftletFormat", "SwiftletRuntime", "TemporaryFolder",
      ],
      swiftSettings: unoptimized),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "SwiftletImporting", "SwiftletONNXSchema", "CSwiftlet",
        "TemporaryFolder", "WrongModels", protobuf,
      ],
      swiftSettings: unoptimized),
  ],
  swiftLanguageModes: [.v6]
)
