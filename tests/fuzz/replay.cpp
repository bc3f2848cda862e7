// Feeds a target with every file of the folders and files named: the program of a fuzz target where there is no
// libFuzzer. `./test.sh` runs the kept inputs with it.
#include <algorithm>
#include <filesystem>
#include <vector>

#include "core/files.hpp"
#include "fuzz.hpp"

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> files_of(const fs::path& path) {
    if (!fs::is_directory(path)) return {path};
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(path)) files.push_back(entry.path());
    std::ranges::sort(files);
    return files;
}

}  // namespace

int main(int count, char** words) {
    size_t inputs = 0;
    for (int i = 1; i < count; ++i)
        for (const auto& file : files_of(words[i])) {
            const auto bytes = mote::read_bytes(file);
            mote::fuzz::demand(bool(bytes), "the input can be read");
            std::fprintf(stderr, "%s\n", file.c_str());
            LLVMFuzzerTestOneInput(bytes->data(), bytes->size());
            ++inputs;
        }
    mote::fuzz::demand(inputs > 0, "there is an input");
    std::printf("%zu inputs\n", inputs);
    return 0;
}
