/// The layout zephyr: a module with the library and the model, and an
/// application beside it, as Zephyr's example-application lays them out.
extension Embedding {
  var zephyrFiles: [EmbeddedFile] {
    [
      EmbeddedFile("zephyr/module.yml", text: moduleDescription),
      EmbeddedFile("CMakeLists.txt", text: moduleCMakeLists),
      EmbeddedFile("Kconfig", text: kconfig),
      library(at: "lib/libswiftlet.a"), header(at: "include/swiftlet.h"),
      moduleMap(at: "include/module.modulemap"),
      EmbeddedFile("include/swiftlet_model.h", text: modelHeader),
      EmbeddedFile("src/swiftlet_model.c", text: modelSource),
      EmbeddedFile("app/CMakeLists.txt", text: appCMakeLists),
      EmbeddedFile("app/prj.conf", text: "CONFIG_SWIFTLET_MODEL=y\n"),
      example("zephyr.c", at: "app/src/main.c"),
      EmbeddedFile("app/src/sequence.h", text: sequenceHeader),
      readme(
        """
        A Zephyr module (`zephyr/module.yml`) that brings `libswiftlet.a` and
        the model, and `app`, an application that runs it. In a Zephyr
        workspace:

        ```
        west build -b \(target.zephyrBoard ?? "") -t run app
        ```

        In an application of your own, name this folder in
        `ZEPHYR_EXTRA_MODULES` and set `CONFIG_SWIFTLET_MODEL=y`.

        This folder is generated; its CMake files, Kconfig and sources are
        checked without Zephyr, which has not built it.
        """),
    ]
  }

  private var moduleDescription: String {
    """
    name: swiftlet_model
    build:
      cmake: .
      kconfig: Kconfig

    """
  }

  private var moduleCMakeLists: String {
    """
    if(CONFIG_SWIFTLET_MODEL)
      zephyr_include_directories(include)
      zephyr_library_named(swiftlet_model)
      zephyr_library_sources(src/swiftlet_model.c)
      zephyr_library_import(swiftlet
        ${CMAKE_CURRENT_SOURCE_DIR}/lib/libswiftlet.a)
    endif()

    """
  }

  private var kconfig: String {
    """
    config SWIFTLET_MODEL
    \tbool "Swiftlet model"
    \tdepends on \(target.zephyrCondition)
    \thelp
    \t  A recurrent network and the library that runs it, compiled for
    \t  \(target.rawValue).

    """
  }

  private var appCMakeLists: String {
    """
    cmake_minimum_required(VERSION 3.20.0)
    list(APPEND ZEPHYR_EXTRA_MODULES ${CMAKE_CURRENT_SOURCE_DIR}/..)
    find_package(Zephyr REQUIRED HINTS $ENV{ZEPHYR_BASE})
    project(swiftlet_app C)

    target_sources(app PRIVATE src/main.c)

    """
  }
}

extension TargetCore {
  /// An emulated board of Zephyr with the core; nil where there is none.
  var zephyrBoard: String? {
    switch self {
    case .cortexM0: "qemu_cortex_m0"
    case .cortexM3: "qemu_cortex_m3"
    case .cortexM4: "mps2/an386"
    case .cortexM7: "mps2/an500"
    case .cortexM33: "mps2/an521/cpu0"
    case .cortexM55: "mps3/corstone300/an547"
    case .riscv32: "qemu_riscv32"
    case .wasm32, .host: nil
    }
  }

  /// Zephyr's condition for the core.
  fileprivate var zephyrCondition: String {
    switch self {
    case .cortexM0: "CPU_CORTEX_M0 || CPU_CORTEX_M0PLUS"
    case .riscv32: "RISCV && !64BIT"
    default:
      "CPU_" + rawValue.uppercased().replacing("-", with: "_")
    }
  }
}
