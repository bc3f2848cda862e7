// The reader of WFDB records. Two bytes say how long the header is and two how long the annotations are; both
// follow, then the signals.
#include <unistd.h>

#include <filesystem>

#include "core/files.hpp"
#include "data/csv.hpp"
#include "data/dataset.hpp"
#include "recording.hpp"

namespace mote::fuzz {
namespace {

namespace fs = std::filesystem;

/// A folder in memory, where there is one, for the three files of a record.
const fs::path& record_folder() {
    static const TemporaryDirectory made = [] {
        const bool memory = access("/dev/shm", W_OK) == 0;
        if (memory) setenv("TMPDIR", "/dev/shm", 1);
        auto created = TemporaryDirectory::create("mote-fuzz");
        demand(bool(created), "a folder can be made");
        return std::move(*created);
    }();
    static const fs::path path = made.path();
    return path;
}

void put(const char* name, std::span<const uint8_t> bytes) {
    std::FILE* file = std::fopen((record_folder() / name).c_str(), "wb");
    demand(file != nullptr, "a file can be written");
    demand(bytes.empty() || std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size(),
           "the file takes its content");
    std::fclose(file);
}

size_t length(Input& input) {
    const size_t low = input.byte();
    return low | static_cast<size_t>(input.byte()) << 8;
}

}  // namespace
}  // namespace mote::fuzz

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace mote;
    if (size > 4096) return 0;
    fuzz::Input input({data, size});
    const size_t header = fuzz::length(input), annotations = fuzz::length(input);
    fuzz::put("r.hea", input.take(header));
    fuzz::put("r.atr", input.take(annotations));
    fuzz::put("r.dat", input.rest());
    const std::string path = (fuzz::record_folder() / "r.hea").string();
    const auto recording = data::read_wfdb(path);
    if (recording) fuzz::check(*recording);
    const auto table = data::read_csv(path);
    if (table) fuzz::demand(table->samples->rows() == table->rows, "as many samples as rows");
    data::DatasetOptions options;
    options.file = path;
    options.target = "label";
    (void)data::load_dataset(options);
    return 0;
}
