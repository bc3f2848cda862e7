// Writes a table of generated int16 rows to a temporary file and reads it in turns: by data::read_csv, by the same
// reader cell by cell, by pandas.read_csv. Each reading is a child process, so that its peak memory is its own. The
// file is deleted.
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/rng.hpp"
#include "data/csv.hpp"

namespace {

namespace fs = std::filesystem;

struct Flags {
    size_t rows = 100000, columns = 187;
    int repeat = 3;
    std::string folder = fs::temp_directory_path().string();
};

bool write_table(const std::string& path, const Flags& flags) {
    std::FILE* file = std::fopen(path.c_str(), "wb");
    if (file == nullptr) return false;
    mote::Rng rng(1);
    std::string text;
    for (size_t c = 0; c < flags.columns; ++c) text += fmt::format("t{},", c);
    text += "target\n";
    bool written = true;
    for (size_t row = 0; row < flags.rows && written; ++row) {
        int32_t value = 0;  // a walk, as sensors do
        for (size_t c = 0; c < flags.columns; ++c) {
            value = std::clamp(value + static_cast<int32_t>(rng.below(8001)) - 4000, -32768, 32767);
            fmt::format_to(std::back_inserter(text), "{},", value);
        }
        fmt::format_to(std::back_inserter(text), "{}\n", rng.below(2));
        if (text.size() < size_t{1} << 20 && row + 1 < flags.rows) continue;
        written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
        text.clear();
    }
    return std::fclose(file) == 0 && written;
}

struct Taken {
    double seconds = 0, megabytes = 0;
    bool ok = false;
};

/// Runs the work in a child: its time and its largest resident set.
Taken in_child(const std::function<int()>& work) {
    const auto start = std::chrono::steady_clock::now();
    const pid_t child = fork();
    if (child == 0) _exit(work());
    int status = 0;
    rusage usage = {};
    if (child < 0 || wait4(child, &status, 0, &usage) != child) return {};
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    return {seconds.count(), static_cast<double>(usage.ru_maxrss) / 1024,
            WIFEXITED(status) && WEXITSTATUS(status) == 0};
}

int read_with_mote(const std::string& path, size_t rows, bool cell_by_cell) {
    mote::data::CsvOptions options;
    options.target = "target";
    if (cell_by_cell) options.reading.missing = {"a text that no cell has"};
    const auto table = mote::data::read_csv(path, options);
    return table.ok() && table->rows == rows ? 0 : 1;
}

int read_with_pandas(const std::string& path) {
    const std::string program = "import pandas, sys; pandas.read_csv(sys.argv[1])";
    execl("/usr/bin/python3", "python3", "-c", program.c_str(), path.c_str(), nullptr);
    return 1;
}

int run(const Flags& flags) {
    std::string folder = flags.folder + "/mote-reading-XXXXXX";
    if (mkdtemp(folder.data()) == nullptr) return std::fprintf(stderr, "error: no temporary folder\n"), 1;
    const std::string path = folder + "/table.csv";
    int status = 0;
    if (!write_table(path, flags)) {
        std::fprintf(stderr, "error: the table cannot be written\n");
        status = 1;
    } else {
        fmt::print("{} rows x {} columns, {:.0f} MB; best of {}\n", flags.rows, flags.columns,
                   static_cast<double>(fs::file_size(path)) / 1e6, flags.repeat);
        const std::vector<std::pair<const char*, std::function<int()>>> readers = {
            {"mote", [&] { return read_with_mote(path, flags.rows, false); }},
            {"mote, cell by cell", [&] { return read_with_mote(path, flags.rows, true); }},
            {"pandas.read_csv", [&] { return read_with_pandas(path); }}};
        std::vector<Taken> best(readers.size());
        for (int turn = 0; turn < flags.repeat; ++turn)
            for (size_t i = 0; i < readers.size(); ++i) {
                const Taken taken = in_child(readers[i].second);
                if (taken.ok && (!best[i].ok || taken.seconds < best[i].seconds)) best[i] = taken;
            }
        for (size_t i = 0; i < readers.size(); ++i) {
            if (!best[i].ok)
                fmt::print("{:<20} failed (pandas: apt-get install python3-pandas)\n", readers[i].first);
            else
                fmt::print("{:<20} {:8.2f} s {:8.0f} MB/s {:8.0f} MB peak {:8.1f} x pandas\n",
                           readers[i].first, best[i].seconds,
                           static_cast<double>(fs::file_size(path)) / 1e6 / best[i].seconds,
                           best[i].megabytes, best.back().ok ? best.back().seconds / best[i].seconds : 0);
        }
    }
    std::error_code ignored;
    fs::remove_all(folder, ignored);
    return status;
}

}  // namespace

int main(int count, char** arguments) {
    Flags flags;
    CLI::App app("Time and memory of reading a generated table, against pandas");
    app.add_option("--rows", flags.rows)->capture_default_str();
    app.add_option("--columns", flags.columns)->capture_default_str()->check(CLI::PositiveNumber);
    app.add_option("--repeat", flags.repeat)->capture_default_str()->check(CLI::PositiveNumber);
    app.add_option("--temporary", flags.folder, "folder for the table")->capture_default_str();
    CLI11_PARSE(app, count, arguments);
    return run(flags);
}
