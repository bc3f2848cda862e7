# How every target of the project is compiled, and the one way to declare a library.
add_library(mote_options INTERFACE)
target_compile_options(mote_options INTERFACE -Wall -Wextra -Wconversion -Wsign-conversion -Wshadow -Werror)
if(MOTE_SANITIZE)
  target_compile_options(mote_options INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=all
                                                -fno-omit-frame-pointer
                                                # GCC's sanitizers rewrite expressions and then warn about them
                                                -Wno-conversion -Wno-sign-conversion -Wno-maybe-uninitialized)
  target_link_options(mote_options INTERFACE -fsanitize=address,undefined)
endif()

if(MOTE_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "MOTE_FUZZ needs clang, whose libFuzzer writes the inputs: scripts/fuzz.sh")
  endif()
  # Everything is watched, so that new ways through the code are seen; warnings are the business of GCC's builds.
  target_compile_options(mote_options INTERFACE -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
                                                -fno-omit-frame-pointer -w)
  target_link_options(mote_options INTERFACE -fsanitize=address,undefined)
endif()

# Floating-point results must not depend on how a compiler fuses operations.
add_library(mote_native INTERFACE)
target_compile_options(mote_native INTERFACE -ffp-contract=off)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC warns about its own AVX-512 headers when Eigen uses them.
  target_compile_options(mote_native INTERFACE -Wno-maybe-uninitialized)
endif()
if(MOTE_NATIVE AND NOT MOTE_SANITIZE AND NOT MOTE_FUZZ)
  target_compile_options(mote_native INTERFACE -march=native)
endif()

# mote_together(TARGET [COUNT]): its sources are compiled some at a time, so that the headers that they share are read once for
# all of them. No two sources of a target may define the same name for that, nor one in an anonymous namespace (a wall
# of tests/walls).
function(mote_together target)
  set(count 8)
  if(ARGC GREATER 1)
    set(count ${ARGV1})
  endif()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${MOTE_TOGETHER} UNITY_BUILD_BATCH_SIZE ${count})
endfunction()

# mote_library(NAME [COLD] [DEPENDS target...] [PRECOMPILE header...]): a static library of every source in this folder
# (and its sub-folders), with headers included as "folder/file.hpp" from src/. COLD: no loop over data in it, so that
# it is compiled with little optimisation, in two thirds of the time.
function(mote_library name)
  cmake_parse_arguments(ARG "COLD" "" "DEPENDS;PRECOMPILE" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  if(sources)
    add_library(${name} STATIC ${sources})
    target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR}/src)
    target_link_libraries(${name} PUBLIC ${ARG_DEPENDS} PRIVATE mote_options mote_native)
    if(ARG_COLD)
      target_compile_options(${name} PRIVATE -O1)
    endif()
    if(ARG_PRECOMPILE)
      target_precompile_headers(${name} PRIVATE ${ARG_PRECOMPILE})
    endif()
    mote_together(${name})
  else()
    add_library(${name} INTERFACE)
    target_include_directories(${name} INTERFACE ${PROJECT_SOURCE_DIR}/src)
    target_link_libraries(${name} INTERFACE ${ARG_DEPENDS})
  endif()
endfunction()

# mote_compile_quickly(TARGET): without optimising. Not with sanitizers: behind a precompiled header GCC 12 then takes
# _mm_prefetch for the function of optimised code, which has no constants.
function(mote_compile_quickly target)
  if(NOT MOTE_SANITIZE)
    target_compile_options(${target} PRIVATE -O0)
  endif()
endfunction()

# mote_precompiled(NAME header... [LINK target...]): the headers are read once for all targets that
# target_precompile_headers(TARGET REUSE_FROM NAME); these are compiled with -O0, as tests and benchmarks are: what
# takes time in them is in the libraries.
function(mote_precompiled name)
  cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
  set(source ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp)
  file(CONFIGURE OUTPUT ${source} CONTENT "")
  add_library(${name} OBJECT ${source})
  target_link_libraries(${name} PRIVATE ${ARG_LINK} mote_options mote_native)
  mote_compile_quickly(${name})
  target_precompile_headers(${name} PRIVATE ${ARG_UNPARSED_ARGUMENTS})
endfunction()

# mote_begin_early(TEST): the longest tests begin first, so that none is left alone on one core in the end. Seconds.
function(mote_begin_early test)
  set(seconds compiled_chip_test 230 codegen_test 130 compiled_test 120 e2e_limits 100 train_kernels_test 80 web_heartbeats 75
      e2e_link_throughput 70 e2e_heartbeats 60 e2e_live 60 e2e_demo_synthetic 50 e2e_chip_differs 45 pipeline_test 43 e2e_missing 43
      calculator_test 40 e2e_chips 36 e2e_demo_real 33 web_record 32)
  list(FIND seconds ${test} at)
  if(at GREATER -1)
    math(EXPR at "${at} + 1")
    list(GET seconds ${at} cost)
    set_tests_properties(${test} PROPERTIES COST ${cost})
  endif()
endfunction()

# mote_test(NAME DEPENDS target...): one GoogleTest program from every source in this folder.
function(mote_test name)
  cmake_parse_arguments(ARG "" "TIMEOUT" "DEPENDS;LABELS" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 300)
  endif()
  if(MOTE_SANITIZE)
    math(EXPR ARG_TIMEOUT "4 * ${ARG_TIMEOUT}")
  endif()
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  add_executable(${name} ${sources})
  target_link_libraries(${name} PRIVATE ${ARG_DEPENDS} mote_options mote_native GTest::gtest_main fmt::fmt
                                        nlohmann_json::nlohmann_json)
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests) # for support/
  mote_compile_quickly(${name})
  target_precompile_headers(${name} REUSE_FROM mote_test_headers)
  mote_together(${name})
  target_compile_definitions(${name} PRIVATE MOTE_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
                                             MOTE_BIN_DIR="${CMAKE_RUNTIME_OUTPUT_DIRECTORY}")
  add_test(NAME ${name} COMMAND ${name})
  mote_begin_early(${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABELS}")
endfunction()
