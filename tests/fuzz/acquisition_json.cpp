// The reader of recordings in JSON: by itself, and on the way to training rows.
#include "data/csv.hpp"
#include "data/dataset.hpp"
#include "data/inspect.hpp"
#include "recording.hpp"

namespace mote::fuzz {
namespace {

void read_as_a_file(std::span<const uint8_t> bytes) {
    const MemoryFile file(bytes);
    if (const auto table = data::read_csv(file.path()))
        demand(table->samples->rows() == table->rows, "as many samples as rows");
    (void)data::inspect_csv(file.path());
    data::DatasetOptions options;
    options.file = file.path();
    options.target = "-1";
    (void)data::load_dataset(options);
}

}  // namespace
}  // namespace mote::fuzz

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace mote;
    if (size > 4096) return 0;
    const std::string text(reinterpret_cast<const char*>(data), size);
    const auto recording = data::read_acquisition_json(text, "fuzz.json");
    if (recording) fuzz::check(*recording);
    fuzz::read_as_a_file({data, size});
    return 0;
}
