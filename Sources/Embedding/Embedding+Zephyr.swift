import SwiftletDevices

/// The layout zephyr: a module with the library and the model, and an
/// application beside it, as Zephyr's example-application lays them out.
extension Embedding {
  var zephyrFiles: [EmbeddedFile] {
    [
      EmbeddedFile("zephyr/module.yml", text: moduleDescription),
      EmbeddedFile("CMakeLists.txt", text: moduleCMakeLists),
      EmbeddedFile("Kconfig", text: kconfig),
      library(at: "lib/libswiftlet.a"), license(),
      EmbeddedFile("app/CMakeLists.txt", text: appCMakeLists),
      EmbeddedFile("app/prj.conf", text: appSettings),
      example("zephyr.c", at: "app/src/main.c"),
    ] + interface(in: "include/")
      + modelFiles(headers: "include/", sources: "src/")
      + samples(in: "app/src/") + [
        readme(
          """
          A Zephyr module (`zephyr/module.yml`) that brings `libswiftlet.a` and
          the model, and `app`, an application that runs it. In a Zephyr
          workspace:

          ```
          west build -b \(target.zephyr?.board ?? "") -t run app
          ```

          In an application of your own, name this folder in
          `ZEPHYR_EXTRA_MODULES` and set `\(setting)=y`; folders of models
          with other names likewise. A program has one library, so write every
          folder with `--library full` where the models' own differ.

          This folder is generated; its CMake files, Kconfig and sources are
          checked without Zephyr, which has not built it.
          """)
      ]
  }

  /// The setting that switches the model on.
  private var setting: String { "CONFIG_SWIFTLET_\(name.macro)" }

  private var moduleDescription: String {
    """
    # \(Self.licenseLine)
    # \(origin)
    name: \(name.file)
    build:
      cmake: .
      kconfig: Kconfig

    """
  }

  private var moduleCMakeLists: String {
    """
    # \(Self.licenseLine)
    # \(origin)
    if(\(setting))
      zephyr_include_directories(include)
      zephyr_library_named(\(name.file))
      zephyr_library_sources(src/\(name.file).c)
      # One library, whatever number of models.
      if(NOT TARGET swiftlet)
        zephyr_library_import(swiftlet
          ${CMAKE_CURRENT_SOURCE_DIR}/lib/libswiftlet.a)
    \(runtimeDescription("swiftlet"))
      endif()
    \(runtimeCheck("swiftlet"))
    endif()

    """
  }

  private var kconfig: String {
    """
    # \(Self.licenseLine)
    # \(origin)
    config SWIFTLET_\(name.macro)
    \tbool "Swiftlet \(name.symbol)"
    \tdepends on \(target.zephyr?.condition ?? "")
    \thelp
    \t  A recurrent network and the library that runs it, compiled for
    \t  \(target.name).

    """
  }

  private var appSettings: String {
    """
    # \(Self.licenseLine)
    \(setting)=y

    """
  }

  private var appCMakeLists: String {
    """
    # \(Self.licenseLine)
    cmake_minimum_required(VERSION 3.20.0)
    list(APPEND ZEPHYR_EXTRA_MODULES ${CMAKE_CURRENT_SOURCE_DIR}/..)
    find_package(Zephyr REQUIRED HINTS $ENV{ZEPHYR_BASE})
    project(swiftlet_app C)

    target_sources(app PRIVATE src/main.c)

    """
  }
}
