// Writes a table of generated int16 rows to a temporary file, runs `mote train` on it as a child and reports
// what the child took. The file and the run folder are deleted.
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <thread>

#include "core/rng.hpp"

namespace {

namespace fs = std::filesystem;

struct Flags {
    std::string program;
    size_t rows = 1000000;
    size_t columns = 187;
    double time_limit = 600;
    unsigned jobs = 0;
    std::string folder = fs::temp_directory_path().string();
};

/// A folder that goes away with its content.
class TemporaryFolder {
  public:
    explicit TemporaryFolder(const std::string& parent) : path_(parent + "/mote-scale-XXXXXX") {
        if (mkdtemp(path_.data()) == nullptr) path_.clear();
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        if (!path_.empty()) fs::remove_all(path_, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    const std::string& path() const { return path_; }

  private:
    std::string path_;
};

/// A slow wave with a bump; the class is told by where the bump stands and whether it points up, with noise,
/// so that no model is perfect.
void append_row(size_t columns, mote::Rng& rng, std::string& out) {
    const bool one = rng.below(2) == 1;
    const auto n = static_cast<double>(columns);
    const double at = n * (0.3 + 0.4 * rng.uniform()), width = n * 0.05;
    const double height = (one ? 9000 : -9000) * (at < n / 2 ? 1 : -1) + 6000 * rng.normal();
    const double phase = 2 * std::numbers::pi * rng.uniform();
    for (size_t c = 0; c < columns; ++c) {
        const double x = (static_cast<double>(c) - at) / width;
        const double value = 4000 * std::sin(phase + static_cast<double>(c) / n * 9) +
                             height * std::exp(-x * x) + 1500 * (rng.uniform() + rng.uniform() - 1);
        fmt::format_to(std::back_inserter(out), "{},",
                       static_cast<int>(std::clamp(value, -32768.0, 32767.0)));
    }
    out += one ? "1\n" : "0\n";
}

bool write_rows(const Flags& flags, const std::string& path) {
    std::FILE* file = std::fopen(path.c_str(), "w");
    if (file == nullptr) return false;
    std::string text;
    for (size_t c = 0; c < flags.columns; ++c) text += fmt::format("t{},", c);
    text += "target\n";
    bool good = true;
    for (size_t r = 0; r < flags.rows && good; ++r) {
        mote::Rng rng = mote::Rng::fork(1, r);
        append_row(flags.columns, rng, text);
        if (text.size() < (1u << 20) && r + 1 < flags.rows) continue;
        good = std::fwrite(text.data(), 1, text.size(), file) == text.size();
        text.clear();
    }
    return std::fclose(file) == 0 && good;
}

struct Taken {
    int status = 1;
    double seconds = 0, processor = 0;
    size_t peak_bytes = 0;
};

Taken run(std::vector<std::string> arguments) {
    const auto begin = std::chrono::steady_clock::now();
    const pid_t child = fork();
    if (child == 0) {
        std::vector<char*> argv;
        for (auto& argument : arguments) argv.push_back(argument.data());
        argv.push_back(nullptr);
        execv(argv[0], argv.data());
        _exit(127);
    }
    Taken taken;
    rusage usage = {};
    if (child < 0 || wait4(child, &taken.status, 0, &usage) != child) return taken;
    taken.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    taken.processor = static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec);
    taken.peak_bytes = static_cast<size_t>(usage.ru_maxrss) * 1024;
    return taken;
}

int measure(const Flags& flags) {
    const TemporaryFolder folder(flags.folder);
    const std::string csv = folder.path() + "/rows.csv";
    if (folder.path().empty() || !write_rows(flags, csv))
        return fmt::print(stderr, "error: cannot write in {}\n", flags.folder), 2;
    fmt::print("{} rows x {} int16 values, {:.0f} MB of CSV\n", flags.rows, flags.columns,
               static_cast<double>(fs::file_size(csv)) / 1e6);
    std::fflush(stdout);
    const unsigned jobs = flags.jobs != 0 ? flags.jobs : std::max(1u, std::thread::hardware_concurrency());
    const Taken taken =
        run({flags.program, "train", csv, "--target", "target", "-o", folder.path() + "/run", "--time-limit",
             fmt::format("{}", flags.time_limit), "--jobs", fmt::format("{}", jobs)});
    const double table = static_cast<double>(flags.rows * flags.columns * sizeof(int16_t));
    const double beyond = static_cast<double>(taken.peak_bytes) - table;
    fmt::print(
        "{:.0f} s ({:.0f} processor seconds, {} jobs), peak memory {:.0f} MB: {:.0f} MB of table and {:.0f} "
        "MB "
        "beyond it\n",
        taken.seconds, taken.processor, jobs, static_cast<double>(taken.peak_bytes) / 1e6, table / 1e6,
        beyond / 1e6);
    const bool good = taken.status == 0 && beyond <= 1e9 && taken.seconds <= flags.time_limit * 1.1 + 5;
    fmt::print("target, at most 1,000 MB beyond the table within the time: {}\n", good ? "met" : "MISSED");
    return good ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    Flags flags;
    CLI::App app("Memory and time of `mote train` on many generated rows.");
    app.add_option("--program", flags.program, "mote")->required();
    app.add_option("--rows", flags.rows)->capture_default_str();
    app.add_option("--columns", flags.columns)->capture_default_str();
    app.add_option("--time-limit", flags.time_limit, "seconds of training")->capture_default_str();
    app.add_option("--jobs", flags.jobs, "threads, 0: all cores")->capture_default_str();
    app.add_option("--temporary", flags.folder, "where the table is written")->capture_default_str();
    CLI11_PARSE(app, argc, argv);
    return measure(flags);
}
