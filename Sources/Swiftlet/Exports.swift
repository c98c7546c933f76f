// Types of other modules that stand in this one's interface; `import Swiftlet`
// is enough to use them.

@_exported public import struct SwiftletFormat.ModelError
@_exported public import enum SwiftletRuntime.GapPolicy
@_exported public import enum SwiftletRuntime.ModelTask
@_exported public import enum SwiftletRuntime.Scoring
