import Foundation
import Testing

@Suite("The guide to firmware")
struct FirmwareGuideTests {
  private let guide = ImportPage(
    path: "CSupport/FIRMWARE.md", kept: "", data: "")

  /// What goes on around the guide's functions: an overflow of the ring, a
  /// decision, sleeps with whole and damaged snapshots, updates.
  private static let program = """
    #include <string.h>

    static uint32_t slot[PUMP_SIZE / 4];
    static int32_t reading;

    int32_t read_sensor(size_t index) { return reading++ + (int32_t)index; }

    static int other_work;

    void do_other_work(void) { other_work++; }

    /* Whether a step gives the same in parts, from the same state. */
    static int agrees_in_parts(void) {
      const int16_t input[PUMP_INPUTS] = {100};
      int16_t whole[PUMP_OUTPUTS], parts[PUMP_OUTPUTS];
      return before_sleep() == SWIFTLET_OK &&
             swiftlet_step(&stream, input, PUMP_INPUTS, whole,
                           PUMP_OUTPUTS) == SWIFTLET_OK &&
             after_sleep(0) == SWIFTLET_OK &&
             step_in_parts(input, parts) == SWIFTLET_OK && other_work > 0 &&
             memcmp(whole, parts, sizeof whole) == 0;
    }

    #define CHECK(condition) \\
      if (!(condition)) return __LINE__ % 200 + 1

    int main(void) {
      CHECK(start_tested() == SWIFTLET_OK);
      for (size_t byte = 0; byte < 2 * PUMP_SIZE; byte += 64)
        CHECK(watch() == SWIFTLET_OK);
      CHECK(agrees_in_parts());
      CHECK(start() == SWIFTLET_OK);
      start_decisions();
      for (int sample = 0; sample < 20; sample++) on_sampling_interrupt();
      CHECK(written == 16 && lost == 4);
      const size_t decision = run_samples(SWIFTLET_UNSURE);
      CHECK(taken == 16);
      CHECK(decision == SWIFTLET_UNSURE || pump_class_name(decision));

      uint8_t again[PUMP_SNAPSHOT_SIZE];
      CHECK(before_sleep() == SWIFTLET_OK);
      CHECK(after_sleep(0) == SWIFTLET_OK);
      CHECK(swiftlet_save(&stream, again, sizeof again) == SWIFTLET_OK);
      CHECK(memcmp(again, kept, sizeof kept) == 0);
      CHECK(after_sleep(3) == SWIFTLET_OK);
      kept[PUMP_SNAPSHOT_SIZE - 1] ^= 1;
      CHECK(after_sleep(0) == SWIFTLET_OK);
      CHECK(swiftlet_save(&stream, again, sizeof again) == SWIFTLET_OK);
      CHECK(memcmp(again, kept, sizeof kept) != 0);

      memcpy(slot, pump_data, sizeof slot);
      slot[PUMP_SIZE / 8] ^= 1;
      CHECK(change_model(slot, sizeof slot) != SWIFTLET_OK);
      CHECK(change_model(slot, 40) != SWIFTLET_OK);
      CHECK(swiftlet_model_id(&pump) == PUMP_ID && active == 0);
      slot[PUMP_SIZE / 8] ^= 1;
      CHECK(change_model(slot, sizeof slot) == SWIFTLET_OK);
      CHECK(active == 1);
      on_sampling_interrupt();
      CHECK(run_samples(SWIFTLET_UNSURE) == SWIFTLET_UNSURE && taken == 17);
      CHECK(start_motors() == SWIFTLET_OK);
    #ifdef __cplusplus
      PumpStream owner;
      const int16_t input[PUMP_INPUTS] = {};
      int16_t output[PUMP_OUTPUTS];
      CHECK(owner.status == SWIFTLET_OK);
      CHECK(owner.step(input, output) == SWIFTLET_OK);
    #endif
      return 0;
    }

    """

  @Test("its examples compile without a warning, in C and C++, and run")
  func examples() throws {
    try withModels { folder in
      let c = try guide.blocks("c").joined(separator: "\n")
      let cpp = try guide.blocks("cpp").joined(separator: "\n")
      for (file, text) in [
        ("guide.c", c + Self.program), ("guide.cpp", c + cpp + Self.program),
      ] {
        try Data(text.utf8).write(to: folder.appendingPathComponent(file))
      }
      let run = try shell(
        """
        set -e
        swiftlet embed cls.swlt --target host --name pump --out fw >&2
        flags="-Wall -Wextra -Wconversion -Wpedantic -Werror -O1 -Ifw"
        gcc -std=c99 $flags -c fw/swiftlet_pump.c -o pump.o
        for way in gcc:c99 gcc:c11 clang:c99 g++:c++17 clang++:c++17; do
          compiler=${way%:*}
          case $way in *++*) source=guide.cpp ;; *) source=guide.c ;; esac
          $compiler -std=${way#*:} $flags $source pump.o fw/libswiftlet.a \
            -o guide
          ./guide || { echo "$way: line $?"; exit 1; }
        done
        """, in: folder)
      #expect(run.status == 0, "\(run.output)\(run.messages)")
    }
  }
}
