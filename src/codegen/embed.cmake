# Writes OUTPUT, a C++ source that holds every file of FILES (relative to FOLDER) as a string literal.
# Run by src/codegen/CMakeLists.txt whenever one of the files changes.
set(text "// Made by embed.cmake from device/.\n#include \"codegen/embedded.hpp\"\n\n")
string(APPEND text "namespace mote::codegen {\n\nnamespace {\nconstexpr EmbeddedFile files[] = {\n")
foreach(file ${FILES})
  file(READ ${FOLDER}/${file} content)
  string(APPEND text "{\"${file}\", R\"MOTE_FILE(${content})MOTE_FILE\"},\n")
endforeach()
string(APPEND text "};\n}\n\nstd::span<const EmbeddedFile> embedded_files() { return files; }\n\n}\n")
file(WRITE ${OUTPUT} "${text}")
