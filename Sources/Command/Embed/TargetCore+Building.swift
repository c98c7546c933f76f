import SwiftletFormat

/// How programs for a core are built and run.
extension TargetCore {
  /// The kinds of cores that are built and run alike.
  enum Family { case cortexM, riscv32, wasm32, host }

  var family: Family {
    switch self {
    case .riscv32: .riscv32
    case .wasm32: .wasm32
    case .host: .host
    default: .cortexM
    }
  }

  /// The smallest library that runs a model; hosts run blocks of 16 columns
  /// with the full one alone.
  func library(for model: QuantizedModel) -> DeviceLibrary {
    self == .host ? .full : model.library
  }

  /// The C compiler.
  var compiler: String {
    switch family {
    case .cortexM: "arm-none-eabi-gcc"
    case .riscv32: "riscv64-unknown-elf-gcc"
    case .wasm32: "clang"
    case .host: "cc"
    }
  }

  /// Flags of the compiler that choose the core.
  var coreFlags: String {
    switch family {
    case .cortexM: "-mcpu=\(rawValue) -mthumb"
    case .riscv32: "-march=rv32imac_zicsr -mabi=ilp32"
    case .wasm32: "--target=wasm32"
    case .host: ""
    }
  }

  /// Flags of a link that starts by the board's own code.
  var linkFlags: String {
    switch family {
    case .cortexM, .riscv32:
      "-nostdlib -Wl,--gc-sections,-eboard_start,-z,noexecstack -Tboard.ld"
    case .wasm32: "-nostdlib -Wl,--no-entry,--gc-sections"
    case .host: ""
    }
  }

  /// The compiler's own library, where a program's divisions may need it.
  var compilerLibrary: String {
    family == .cortexM || family == .riscv32 ? "-lgcc" : ""
  }

  /// The name of the program that a build writes.
  var programName: String {
    switch family {
    case .cortexM, .riscv32: "model.elf"
    case .wasm32: "model.wasm"
    case .host: "model"
    }
  }

  /// The command that runs `build/` and the program's name.
  var runCommand: String {
    let options = "-nographic -semihosting-config enable=on,target=native"
    return switch family {
    case .cortexM:
      "qemu-system-arm -M \(machine) -kernel build/model.elf \(options)"
    case .riscv32:
      "qemu-system-riscv32 -M \(machine) -bios none -kernel build/model.elf "
        + options
    case .wasm32: "wasmtime build/model.wasm"
    case .host: "build/model"
    }
  }

  /// The program's start-up code in `CSupport/boards`.
  var startup: String {
    family == .cortexM ? "cortex-m.c" : "\(rawValue).c"
  }

  /// The linker script of the board that stands for the core.
  var script: String? {
    switch self {
    case .cortexM0: "microbit.ld"
    case .cortexM3, .cortexM4, .cortexM7: "mps2.ld"
    case .cortexM33: "mps2-an505.ld"
    case .cortexM55: "mps3-an547.ld"
    case .riscv32: "virt.ld"
    case .wasm32, .host: nil
    }
  }

  /// QEMU's machine with the core.
  private var machine: String {
    switch self {
    case .cortexM0: "microbit"
    case .cortexM3: "mps2-an385"
    case .cortexM4: "mps2-an386"
    case .cortexM7: "mps2-an500"
    case .cortexM33: "mps2-an505"
    case .cortexM55: "mps3-an547"
    case .riscv32: "virt"
    case .wasm32, .host: ""
    }
  }
}
