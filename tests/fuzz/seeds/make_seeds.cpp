// Writes the first inputs of each fuzz target: real models, files and frames, all small.
//
//     fuzz_seeds CORPUS [MODEL.bin...]     more models, as `mote train` leaves them in a run
#include <cstdio>
#include <filesystem>

#include "codegen/archive.hpp"
#include "core/files.hpp"
#include "mote_messages.h"
#include "sample_models.hpp"
#include "seeds.hpp"

namespace mote::fuzz {
namespace {

void keep_archives(const fs::path& corpus) {
    const auto zip = [](std::vector<codegen::GeneratedFile> files) {
        return codegen::to_zip(std::move(files)).value();
    };
    keep(corpus, "archive", "two_files", zip({{"a/b.c", "int x;\n"}, {"a/c/d.h", std::string(300, 'x')}}));
    keep(corpus, "archive", "empty_file", zip({{"a/b", ""}}));
}

/// A piece of frames.hpp: a whole frame.
Bytes piece(uint8_t type, uint8_t error, const Bytes& payload) {
    Bytes out = {static_cast<uint8_t>(0xC0u | payload.size()), type, error};
    out.insert(out.end(), payload.begin(), payload.end());
    return out;
}

Bytes operator+(Bytes a, const Bytes& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

void keep_lines(const fs::path& corpus) {
    const Bytes row = {0, 0, 128, 63, 0, 0, 0, 64, 0, 0, 64, 192, 0, 0, 128, 63};
    const Bytes wait = {1}, long_wait = {200}, noise = {6, 0xAA, 0x55, 20, 0, 3, 0};
    const Bytes requests = wait + piece(1, 0, {}) + wait + piece(2, 0, {4, 0, 0, 0}) + wait +
                           piece(3, 0, row) + wait + piece(4, 0, {});
    keep(corpus, "chip_line", "requests", requests);
    keep(corpus, "chip_line", "noise", wait + noise + requests);
    keep(corpus, "chip_line", "gap", wait + noise + long_wait + piece(3, 0, row));
    keep(corpus, "chip_line", "reversed", wait + piece(2, 0, {4, 0, 1, 0}) + wait + piece(3, 0, row));

    const Bytes model = piece(0x81, 0, {2, 0, 1, 0}), dataset = piece(0x82, 0, {});
    const Bytes answer = piece(0x83, 0, {0, 0, 128, 62, 0, 0, 64, 63}), report = piece(0x84, 0, Bytes(32, 1));
    const Bytes answers = answer + answer + answer + answer;
    keep(corpus, "session", "whole", model + dataset + answers + report);
    keep(corpus, "session", "send_again", model + dataset + answer + piece(0x80, 3, {}) + answers + report);
    keep(corpus, "session", "noise", model + noise + dataset + noise + answers + report);
    keep(corpus, "session", "refused", model + piece(0x80, 1, {}));
    keep(corpus, "session", "no_model", model + dataset + piece(0x80, 2, {}));
    const Bytes start = {40}, plain = {0}, give_up = {1};
    keep(corpus, "host_line", "replies",
         start + plain + model + plain + dataset + plain + answer + plain + report);
    keep(corpus, "host_line", "noise",
         start + plain + noise + give_up + model + plain + noise + plain + answer);
}

void keep_run_files(const fs::path& corpus) {
    const auto model = testing::make_package(testing::recipes().front()).binary;
    std::string trial =
        "{\"key\":\"k\",\"seconds\":1.5,\"points\":[{\"score\":0.9,\"loss\":0.1,\"standard_error\":0.01,"
        "\"model\":[";
    trial += fmt::format("{}", fmt::join(model, ","));
    trial += "]}]}\n";
    if (trial.size() < largest_seed) keep(corpus, "run_files", "trial", bytes_of(trial));
    keep(corpus, "run_files", "no_points",
         bytes_of("{\"key\":\"k\",\"seconds\":0,\"points\":[]}\n{\"key\":\"l\"\n"));
    keep(corpus, "run_files", "report",
         bytes_of("{\"task\":\"binary\",\"auc\":0.97,\"front\":[{\"model_bytes\":594}]}"));
}

}  // namespace
}  // namespace mote::fuzz

namespace mote::fuzz {

bool& all_kept() {
    static bool kept = true;
    return kept;
}

void keep(const fs::path& corpus, const std::string& target, const std::string& name, const Bytes& content) {
    const fs::path folder = corpus / target;
    fs::create_directories(folder);
    if (content.size() <= largest_seed && write_file_atomically(folder / name, content)) return;
    std::fprintf(stderr, "error: no seed %s/%s of %zu bytes\n", target.c_str(), name.c_str(), content.size());
    all_kept() = false;
}

Bytes bytes_of(std::string_view text) {
    return {text.begin(), text.end()};
}

}  // namespace mote::fuzz

int main(int count, char** words) {
    using namespace mote;
    if (count < 2) {
        std::fprintf(stderr, "usage: fuzz_seeds CORPUS [MODEL.bin...]\n");
        return 2;
    }
    const fuzz::fs::path corpus = words[1];
    fuzz::keep_models(corpus);
    fuzz::keep_archives(corpus);
    fuzz::keep_tables(corpus);
    fuzz::keep_recordings(corpus);
    fuzz::keep_lines(corpus);
    fuzz::keep_run_files(corpus);
    for (int i = 2; i < count; ++i) {
        const fuzz::fs::path path = words[i];
        if (const auto bytes = read_bytes(path)) fuzz::keep_model(corpus, path.stem(), *bytes);
    }
    return fuzz::all_kept() ? 0 : 1;
}
