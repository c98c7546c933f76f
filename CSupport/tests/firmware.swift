// A firmware's file in Embedded Swift: tools/test-embed compiles it with the
// header and the module map that `swiftlet embed` writes.
import CSwiftlet

/// One timestep of a model with one input, whose value is missing.
///
/// - Returns: the output, or 0 where a call fails or the header is of another
///   major version than this file.
@_cdecl("step_once")
public func stepOnce(
  _ data: UnsafeRawPointer, _ size: Int, _ arena: UnsafeMutableRawPointer
) -> Int16 {
  var model = swiftlet_model()
  var stream = swiftlet_stream()
  var input = Int16(SWIFTLET_GAP)
  var output: Int16 = 0
  guard SWIFTLET_VERSION_MAJOR == 0, SWIFTLET_FORMAT_VERSION_MAJOR == 1,
    swiftlet_open(&model, data, size) == SWIFTLET_OK,
    swiftlet_start(&stream, &model, arena, swiftlet_arena_size(&model))
      == SWIFTLET_OK,
    swiftlet_step(&stream, &input, 1, &output, 1) == SWIFTLET_OK
  else { return 0 }
  return output
}
