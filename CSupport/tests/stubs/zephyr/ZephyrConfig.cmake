# As much of Zephyr's build system as `swiftlet embed` uses: modules with their
# descriptions, settings of prj.conf, and the application `app`. The image
# starts by the board's code, given in BOARD_SOURCES.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
project(Zephyr-Kernel C)

file(STRINGS ${CMAKE_CURRENT_SOURCE_DIR}/prj.conf settings REGEX "^CONFIG_")
foreach(setting ${settings})
  string(REGEX MATCH "^([^=]+)=(.*)$" setting "${setting}")
  set(${CMAKE_MATCH_1} "${CMAKE_MATCH_2}")
endforeach()

add_library(zephyr_interface INTERFACE)
target_include_directories(zephyr_interface INTERFACE
  ${CMAKE_CURRENT_LIST_DIR})
add_executable(app ${BOARD_SOURCES} ${CMAKE_CURRENT_LIST_DIR}/printk.c)
target_link_libraries(app PRIVATE zephyr_interface)

function(zephyr_include_directories)
  foreach(folder ${ARGN})
    target_include_directories(zephyr_interface INTERFACE
      ${CMAKE_CURRENT_SOURCE_DIR}/${folder})
  endforeach()
endfunction()

macro(zephyr_library_named name)
  set(ZEPHYR_CURRENT_LIBRARY ${name})
  add_library(${name} STATIC)
  target_link_libraries(${name} PRIVATE zephyr_interface)
  target_link_libraries(app PRIVATE ${name})
endmacro()

function(zephyr_library_sources)
  target_sources(${ZEPHYR_CURRENT_LIBRARY} PRIVATE ${ARGN})
endfunction()

function(zephyr_library_import name path)
  add_library(${name} STATIC IMPORTED GLOBAL)
  set_target_properties(${name} PROPERTIES IMPORTED_LOCATION ${path})
  target_link_libraries(app PRIVATE ${name})
endfunction()

foreach(module ${ZEPHYR_EXTRA_MODULES})
  file(STRINGS ${module}/zephyr/module.yml entry REGEX "^ +cmake:")
  string(REGEX REPLACE "^ +cmake: *" "" folder "${entry}")
  get_filename_component(folder ${module}/${folder} ABSOLUTE)
  file(STRINGS ${module}/zephyr/module.yml name REGEX "^name:")
  string(REGEX REPLACE "^name: *" "" name "${name}")
  add_subdirectory(${folder} modules/${name})
endforeach()
