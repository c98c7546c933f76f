import SwiftletDevices

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
        west build -b \(target.zephyr?.board ?? "") -t run app
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
    \tdepends on \(target.zephyr?.condition ?? "")
    \thelp
    \t  A recurrent network and the library that runs it, compiled for
    \t  \(target.name).

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
