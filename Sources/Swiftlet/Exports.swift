// Types of other modules that stand in this one's interface; `import Swiftlet`
// is enough to use them.

@_exported public import struct SwiftletCells.ConfusionMatrix
@_exported public import struct SwiftletCells.FloatModel
@_exported public import struct SwiftletCells.FloatStream
@_exported public import enum SwiftletCells.Metric
@_exported public import struct SwiftletCells.NetworkError
@_exported public import enum SwiftletCells.RecurrentKind
@_exported public import struct SwiftletDatasets.BundledDataset
@_exported public import struct SwiftletDatasets.ColumnRoles
@_exported public import struct SwiftletDatasets.DataError
@_exported public import struct SwiftletDatasets.DataSettings
@_exported public import struct SwiftletDatasets.DataSource
@_exported public import struct SwiftletDatasets.FeatureParser
@_exported public import struct SwiftletDatasets.RecommendedTraining
@_exported public import enum SwiftletEncoding.DataEncodingError
@_exported public import struct SwiftletFiles.OutputError
@_exported public import struct SwiftletFormat.ModelError
@_exported public import enum SwiftletFormat.WeightLayout
@_exported public import struct SwiftletImporting.ImportError
@_exported public import struct SwiftletImporting.ImportedNetwork
@_exported public import struct SwiftletImporting.ModelDescription
@_exported public import struct SwiftletImporting.ModuleChoice
@_exported public import struct SwiftletImporting.ReplayReport
@_exported public import enum SwiftletQuantization.InputRange
@_exported public import struct SwiftletQuantization.QuantizationError
@_exported public import struct SwiftletQuantization.QuantizationOptions
@_exported public import struct SwiftletQuantization.QuantizationReport
@_exported public import struct SwiftletQuantization.RecurrentReport
@_exported public import struct SwiftletQuantization.VerificationReport
@_exported public import enum SwiftletRuntime.GapPolicy
@_exported public import enum SwiftletRuntime.ModelTask
@_exported public import enum SwiftletRuntime.Scoring
@_exported public import struct SwiftletTraining.TrainingError
@_exported public import struct SwiftletTraining.TrainingProgress
