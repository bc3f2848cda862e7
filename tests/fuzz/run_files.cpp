// The files of a run that another program may have left: run.json and the journal of finished trials.
#include <filesystem>

#include "core/files.hpp"
#include "fuzz.hpp"
#include "pipeline/journal.hpp"
#include "pipeline/run_folder.hpp"

namespace mote::fuzz {
namespace {

/// One folder for all inputs: making and removing one for each costs more than reading its files.
const std::filesystem::path& folder() {
    static const auto made = TemporaryDirectory::create("mote-fuzz");
    demand(bool(made), "a temporary folder can be made");
    return made->path();
}

}  // namespace
}  // namespace mote::fuzz

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace mote;
    const pipeline::RunFolder run{fuzz::folder()};
    const std::string text(reinterpret_cast<const char*>(data), size);
    fuzz::demand(bool(write_scratch_file(run.report(), text)), "run.json can be written");
    fuzz::demand(bool(write_scratch_file(run.journal(), "{\"fingerprint\":\"f\"}\n" + text)),
                 "the journal can be written");
    (void)pipeline::read_report(run);
    size_t resumed = 0;
    {
        const auto journal = pipeline::Journal::open(run.journal(), "f");
        fuzz::demand(bool(journal), "a journal with any content opens");
        resumed = (*journal)->resumed();
    }
    const auto again = pipeline::Journal::open(run.journal(), "f");
    fuzz::demand(again && (*again)->resumed() == resumed, "what a journal kept it keeps");
    return 0;
}
