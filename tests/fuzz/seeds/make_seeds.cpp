// Writes the first inputs of each fuzz target: real models, files and frames, all small.
//
//     fuzz_seeds CORPUS [MODEL.bin...]     more models, as `mote train` leaves them in a run
#include <cstdio>
#include <filesystem>

#include "codegen/archive.hpp"
#include "core/files.hpp"
#include "mote_messages.h"
#include "sample_models.hpp"

namespace mote::fuzz {
namespace {

namespace fs = std::filesystem;
using Bytes = std::vector<uint8_t>;

constexpr size_t largest_seed = 4096;

bool failed = false;

void keep(const fs::path& corpus, const std::string& target, const std::string& name, const Bytes& content) {
    const fs::path folder = corpus / target;
    fs::create_directories(folder);
    if (content.size() <= largest_seed && write_file_atomically(folder / name, content)) return;
    std::fprintf(stderr, "error: no seed %s/%s of %zu bytes\n", target.c_str(), name.c_str(), content.size());
    failed = true;
}

Bytes bytes_of(std::string_view text) {
    return {text.begin(), text.end()};
}

void keep_model(const fs::path& corpus, const std::string& name, const Bytes& binary) {
    keep(corpus, "model_bytes", name, binary);
    keep(corpus, "model_export", name, binary);
}

void keep_models(const fs::path& corpus) {
    for (const auto& recipe : testing::recipes()) {
        const auto package = testing::make_package(recipe);
        keep_model(corpus, recipe.name, package.binary);
        if (package.columns.size() < 30) keep(corpus, "model_file", recipe.name, model::pack(package));
    }
}

void keep_archives(const fs::path& corpus) {
    const auto zip = [](std::vector<codegen::GeneratedFile> files) {
        return codegen::to_zip(std::move(files)).value();
    };
    keep(corpus, "archive", "two_files", zip({{"a/b.c", "int x;\n"}, {"a/c/d.h", std::string(300, 'x')}}));
    keep(corpus, "archive", "empty_file", zip({{"a/b", ""}}));
}

/// The first byte chooses the options of the readers.
void keep_tables(const fs::path& corpus) {
    const std::pair<const char*, const char*> tables[] = {
        {"numbers", "a,b,y\n1,2.5,0\n-3,4e2,1\n5,6,0\n7,-8.25,1\n9,1,1\n2,2,0\n"},
        {"texts", "a,b,y\n1,2,yes\n3,4,no\n5,6,yes\n7,8,no\n1,1,no\n2,2,yes\n"},
        {"quoted", "\"a\",\"b \"\"x\"\"\",y\r\n1,2,\"two\r\nlines\"\r\n3,4,\"x,y\"\r\n"},
        {"semicolons", "a;b;y\n1,5;2;3\n4;5;6\n"},
        {"byte_order_mark",
         "\xef\xbb\xbf"
         "a,y\n1,2\n3,4\n"},
        {"series", "t0,t1,t2,t3,y\n1,2,3,4,0\n2,3,4,5,1\n4,5,6,7,0\n3,4,5,6,1\n1,1,1,1,0\n9,8,7,6,1\n"},
        {"ragged", "a,b,y\n1,2\n1,2,3,4\n,,\nnan,inf,-inf\nx,1e999,0x10\n"},
        {"large", "a,y\n123456789012345678,1\n0.000000000000001,2\n-1e308,3\n1e-320,4\n"},
        {"titles_only", "a,b,y\n"},
        {"utf16",
         "\xff\xfe"
         "a\0,\0"},
    };
    for (const auto& [name, text] : tables)
        for (const char how : {'\0', '\1', '\7'})
            keep(corpus, "table", name + std::to_string(how), bytes_of(how + std::string(text)));
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
    fuzz::keep_lines(corpus);
    fuzz::keep_run_files(corpus);
    for (int i = 2; i < count; ++i) {
        const fuzz::fs::path path = words[i];
        if (const auto bytes = read_bytes(path)) fuzz::keep_model(corpus, path.stem(), *bytes);
    }
    return fuzz::failed ? 1 : 0;
}
