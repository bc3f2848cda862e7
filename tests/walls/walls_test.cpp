// The walls between the parts of the house: who may include whom, and what a part may call.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "sources.hpp"

namespace {

using walls::Places;
using walls::Source;
using Folders = std::set<std::string>;

/// What each part may include besides itself. A part that is missing here fails the first test.
const std::map<std::string, Folders> allowed = {
    {"device/runtime", {}},
    {"device/protocol", {}},
    {"device/compiled", {"device/runtime"}},
    {"device/calculator", {"device/runtime"}},
    {"device/arduino", {"device/runtime", "device/protocol", "device/calculator"}},
    {"device/library", {"device/runtime", "device/calculator"}},
    {"device/recorder", {}},
    {"device/measure", {"device/runtime", "device/calculator"}},
    {"src/core", {}},
    {"src/data", {"src/core"}},
    {"src/report", {"src/core", "src/data", "src/model", "src/quality"}},
    {"src/model", {"src/core", "device/runtime"}},
    {"src/quality", {"src/core", "src/model"}},
    {"src/train", {"src/core", "src/model", "device/runtime"}},
    {"src/codegen", {"src/core", "src/model", "src/target", "device/runtime"}},
    {"src/cost", {"src/core", "src/model", "src/codegen", "device/runtime"}},
    {"src/search", {"src/core", "src/model", "src/train", "src/cost"}},
    {"src/target", {"src/core"}},
    {"src/link", {"src/core", "device/protocol"}},
    {"src/live", {"src/core", "src/data", "src/model", "src/link", "device/calculator"}},
    {"src/pipeline",
     {"src/core", "src/data", "src/model", "src/quality", "src/train", "src/search", "src/cost",
      "src/codegen", "src/target", "src/link"}},
    {"src/studio", {"src/core", "src/link", "src/target"}},
    {"apps/mote",
     {"src/core", "src/data", "src/model", "src/quality", "src/train", "src/search", "src/cost",
      "src/codegen", "src/target", "src/link", "src/live", "src/pipeline", "src/report", "src/studio"}},
    {"apps/board", {"src/core"}},
};

std::vector<std::string> broken_walls(const std::vector<Source>& sources) {
    const Places places(sources);
    std::vector<std::string> out;
    for (const Source& source : sources) {
        const auto rule = allowed.find(source.folder);
        for (const auto& include : source.includes) {
            const std::string folder = places.folder_of(source, include);
            if (folder.empty() || folder == source.folder) continue;
            if (rule == allowed.end() || !rule->second.contains(folder))
                out.push_back(source.path + " includes " + include + " of " + folder);
        }
    }
    return out;
}

/// "src/train/kernels/head.hpp" -> "kernels"; "" for what is not in a folder of src/train.
std::string train_folder(const std::string& path) {
    constexpr std::string_view train = "src/train/";
    if (!path.starts_with(train)) return "";
    const size_t end = path.find('/', train.size());
    return end == std::string::npos ? "" : path.substr(train.size(), end - train.size());
}

/// A family knows its own folder, base, and the files beside the folders (family.hpp); what trains networks is a
/// layer between base and the families that use it. base knows no family.
bool may_include(const std::string& folder, const std::string& other) {
    static const Folders of_networks = {"linear", "mlp", "conv"};
    return other == folder || other.empty() || (other == "base" && folder != "base") ||
           (other == "network" && of_networks.contains(folder));
}

std::vector<std::string> families_that_know_others(const std::vector<Source>& sources) {
    const Places places(sources);
    std::vector<std::string> out;
    for (const Source& source : sources) {
        const auto folder = train_folder(source.path);
        for (const auto& include : source.includes)
            if (!folder.empty() && !may_include(folder, train_folder(places.path_of(source, include))))
                out.push_back(source.path + " includes " + include);
    }
    return out;
}

/// Sources below `folder` that include one of `headers` or whose code matches `calls`.
std::vector<std::string> offenders(const std::vector<Source>& sources, const std::string& folder,
                                   const Folders& headers, const char* calls) {
    const std::regex pattern(calls);
    std::vector<std::string> out;
    for (const Source& source : sources) {
        if (!(source.path + "/").starts_with(folder + "/")) continue;
        for (const auto& include : source.includes)
            if (headers.contains(include)) out.push_back(source.path + " includes " + include);
        std::smatch match;
        if (std::regex_search(source.code, match, pattern))
            out.push_back(source.path + " has " + match.str());
    }
    return out;
}

class Walls : public testing::Test {
  protected:
    static const std::vector<Source>& sources() {
        static const auto all = walls::read_sources(MOTE_SOURCE_DIR);
        return all;
    }
    static void expect_none(const std::vector<std::string>& found) {
        for (const auto& line : found) ADD_FAILURE() << line;
    }
};

/// To a stream of the terminal; fprintf to a file of its own is writing, not printing.
constexpr const char* printing =
    R"(\b(printf|vprintf|puts|putchar|perror)\s*\(|\b(stdout|stderr)\b|std::(cout|cerr|clog)\b|fmt::print\b)";

TEST_F(Walls, every_part_of_the_house_is_known) {
    std::set<std::string> folders;
    for (const Source& source : sources()) folders.insert(source.folder);
    ASSERT_GE(folders.size(), 10u) << "the sources were not found in " << MOTE_SOURCE_DIR;
    for (const auto& folder : folders) EXPECT_TRUE(allowed.contains(folder)) << folder << " has no rule here";
}

TEST_F(Walls, a_part_includes_only_the_parts_that_it_may_know) {
    expect_none(broken_walls(sources()));
}

TEST_F(Walls, the_device_takes_nothing_from_the_host) {
    const std::regex host(R"(^(core|data|model|train|search|cost|codegen|target|link|pipeline)/|\.hpp$)");
    for (const Source& source : sources()) {
        if (!source.path.starts_with("device/")) continue;
        for (const auto& include : source.includes)
            EXPECT_FALSE(std::regex_search(include, host)) << source.path << " includes " << include;
    }
}

TEST_F(Walls, the_chip_has_no_heap_and_no_stdio) {
    for (const char* part :
         {"device/runtime", "device/protocol", "device/calculator", "device/arduino", "device/recorder"})
        expect_none(offenders(sources(), part, {"stdio.h", "stdlib.h", "malloc.h"},
                              R"(\b(malloc|calloc|realloc|free|printf|sprintf|snprintf)\s*\(|\bnew\s+\w)"));
}

TEST_F(Walls, a_family_includes_base_and_nothing_of_another_family) {
    expect_none(families_that_know_others(sources()));
}

TEST_F(Walls, a_family_is_registered_in_one_place) {
    const Places places(sources());
    for (const Source& source : sources()) {
        if (source.path == "src/train/families.cpp") continue;
        for (const auto& include : source.includes) {
            const auto folder = train_folder(places.path_of(source, include));
            EXPECT_TRUE(folder.empty() || folder == "base" || !train_folder(source.path).empty())
                << source.path << " includes " << include << "; train/family.hpp lists the families";
        }
    }
}

TEST_F(Walls, training_has_no_files_no_clocks_and_no_chips) {
    expect_none(offenders(sources(), "src/train",
                          {"fstream", "iostream", "filesystem", "cstdio", "chrono", "ctime", "time.h",
                           "unistd.h", "fcntl.h", "core/files.hpp", "core/process.hpp"},
                          R"(\b(fopen|ofstream|ifstream|clock_gettime|gettimeofday|time)\s*\()"));
}

TEST_F(Walls, neither_search_nor_cost_starts_a_compiler) {
    for (const char* part : {"src/search", "src/cost"})
        expect_none(offenders(sources(), part, {"core/process.hpp", "spawn.h", "sys/wait.h"},
                              R"(\b(system|popen|fork|execv[pe]*|posix_spawnp?)\s*\()"));
}

// clang 14, which builds what is fuzzed, refuses GCC 12's algorithms that return a range: std:: has each of them.
TEST_F(Walls, nothing_is_used_that_clang_cannot_build) {
    for (const char* part : {"src", "apps"})
        expect_none(offenders(
            sources(), part, {},
            R"(std::ranges::(unique|rotate|shift_left|remove|remove_if|partition|stable_partition|search|search_n|find_end|equal_range)\s*\()"));
}

TEST_F(Walls, only_apps_print) {
    expect_none(offenders(sources(), "src", {"iostream"}, printing));
}

TEST_F(Walls, only_the_board_knows_simavr) {
    for (const Source& source : sources()) {
        if (source.folder == "apps/board") continue;
        for (const auto& include : source.includes)
            EXPECT_FALSE(include.starts_with("simavr/") || include.starts_with("sim_") ||
                         include.starts_with("avr_uart"))
                << source.path << " includes " << include;
    }
}

std::string text_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// Also in comments and texts. What costs were calibrated on, and assembly, name their chip.
TEST_F(Walls, only_its_folder_names_an_architecture) {
    const std::regex name(R"(\bavr\b|\bavr-|__avr|atmega\d|attiny\d)", std::regex::icase);
    const std::regex excepted(
        R"(^src/target/avr/|^src/target/target\.|^src/codegen/layers/differences|cost)");
    for (const Source& source : sources()) {
        const bool host = source.path.starts_with("src/") || source.path.starts_with("apps/mote/");
        if (!host || std::regex_search(source.path, excepted)) continue;
        const std::string text = text_of(std::filesystem::path(MOTE_SOURCE_DIR) / source.path);
        std::smatch match;
        EXPECT_FALSE(std::regex_search(text, match, name)) << source.path << " says " << match.str();
    }
}

/// The lists of CONTRIBUTING.md: "### what", then a line "* `path`: what to do" a file. X stands for the new one's name.
std::map<std::string, std::vector<std::string>> how_to_add() {
    std::map<std::string, std::vector<std::string>> lists;
    std::istringstream lines(text_of(std::filesystem::path(MOTE_SOURCE_DIR) / "CONTRIBUTING.md"));
    std::string thing;
    bool inside = false;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("## ")) inside = line == "## How to add ...";
        if (inside && line.starts_with("### ")) thing = line.substr(4);
        if (inside && line.starts_with("* `")) lists[thing].push_back(line.substr(3, line.find('`', 3) - 3));
    }
    return lists;
}

TEST(Contributing, says_of_each_addition_at_most_six_files_which_exist) {
    const auto lists = how_to_add();
    for (const char* thing : {"a layer kind", "a family", "a chip", "an architecture", "a metric",
                              "a subcommand", "a CSV rule", "a package format"})
        EXPECT_TRUE(lists.contains(thing)) << thing;
    for (const auto& [thing, files] : lists) {
        EXPECT_GE(files.size(), 1u) << thing;
        EXPECT_LE(files.size(), 6u) << thing;
        for (const std::string& file : files) {
            std::filesystem::path path = std::filesystem::path(MOTE_SOURCE_DIR) / file;
            while (path.string().find('X', std::string(MOTE_SOURCE_DIR).size()) != std::string::npos)
                path = path.parent_path();  // a new file, or a new folder
            EXPECT_TRUE(std::filesystem::exists(path)) << thing << ": " << file;
        }
    }
}

/// Names that two sources of one target define each for itself, or one of them and a header. Compiled together, the second would be refused; or, as
/// an overload, be taken silently where the first was meant.
std::vector<std::string> names_of_two(const std::vector<Source>& sources) {
    std::map<std::string, std::string> owners;  // "src/data mote::data::trimmed" -> path
    std::vector<std::string> out;
    for (const Source& source : sources) {
        if (!source.path.ends_with(".hpp")) continue;
        for (const auto& name : walls::inline_names(source))
            owners.emplace(source.folder + " " + name, source.path);
    }
    for (const Source& source : sources) {
        if (!source.path.ends_with(".cpp")) continue;
        for (const auto& name : walls::own_names(source)) {
            const auto [owner, fresh] = owners.emplace(source.folder + " " + name, source.path);
            if (!fresh) out.push_back(name + " of " + owner->second + " and " + source.path);
        }
    }
    return out;
}

TEST_F(Walls, no_two_sources_that_are_compiled_together_share_a_name) {
    const auto sources = walls::read_sources(MOTE_SOURCE_DIR, {"src", "apps", "tests"});
    EXPECT_GT(sources.size(), 300u);
    for (const auto& clash : names_of_two(sources)) ADD_FAILURE() << clash;
}

Source made_up(const std::string& path, const std::string& folder, const std::string& text) {
    return {path, folder, walls::strip(text), walls::includes_of(text)};
}

TEST(WallsScanner, sees_an_include_through_a_wall) {
    const std::vector<Source> house = {
        made_up("src/train/family.hpp", "src/train", ""),
        made_up("device/runtime/mote.h", "device/runtime", ""),
        made_up("src/codegen/a.cpp", "src/codegen",
                "  #  include \"train/family.hpp\"\n#include \"mote.h\"\n"),
        made_up("device/protocol/b.c", "device/protocol", "#include <mote.h>\n")};
    const std::vector<std::string> expected = {"src/codegen/a.cpp includes train/family.hpp of src/train",
                                               "device/protocol/b.c includes mote.h of device/runtime"};
    EXPECT_EQ(broken_walls(house), expected);
}

TEST(WallsScanner, sees_a_family_that_knows_another) {
    const auto made = [](const std::string& path, const std::string& text) {
        return made_up("src/train/" + path, "src/train", text);
    };
    const std::vector<Source> house = {
        made("family.hpp", ""),
        made("families.cpp", "#include \"train/trees/trees.hpp\"\n#include \"train/conv/conv.hpp\"\n"),
        made("base/eigen.hpp", "#include \"train/trees/trees.hpp\"\n"),
        made("network/grid.hpp", "#include \"train/base/eigen.hpp\"\n"),
        made("conv/conv.hpp", "#include \"train/network/grid.hpp\"\n#include \"train/family.hpp\"\n"),
        made("trees/trees.hpp", "#include \"train/base/eigen.hpp\"\n#include \"../network/grid.hpp\"\n")};
    const std::vector<std::string> expected = {"src/train/base/eigen.hpp includes train/trees/trees.hpp",
                                               "src/train/trees/trees.hpp includes ../network/grid.hpp"};
    EXPECT_EQ(families_that_know_others(house), expected);
}

TEST(WallsScanner, sees_what_a_source_defines_for_itself) {
    const Source source = made_up(
        "src/data/a.cpp", "src/data",
        "namespace mote::data {\nnamespace {\n\nconstexpr size_t most = 3;\nconst char* const names[] = "
        "{\"a\",\n                     \"b\"};\nstruct Place {\n    int inner(int a) {\n        return a;\n  "
        "  }\n};\n"
        "std::vector<uint8_t> bytes_of(const Place& place,\n                              int a) {\n    "
        "return made(place);\n}\nclass Reader final : public Place {\n};\n\n}  // namespace\n\nint "
        "open_to_all() "
        "{\n    return 0;\n}\n}\n");
    const std::vector<std::string> expected = {"mote::data::Place", "mote::data::Reader",
                                               "mote::data::bytes_of", "mote::data::most",
                                               "mote::data::names"};
    const Source header =
        made_up("src/data/a.hpp", "src/data",
                "namespace mote::data {\n\ninline int bytes_of(bool a) {\n}\n\nint made(int a);\n}\n");
    EXPECT_EQ(names_of_two({source, header}),
              std::vector<std::string>{"mote::data::bytes_of of src/data/a.hpp and src/data/a.cpp"});
    EXPECT_EQ(walls::own_names(source), expected);
    EXPECT_EQ(names_of_two(
                  {source, made_up("src/data/b.cpp", "src/data",
                                   "namespace mote::data {\nnamespace {\nint bytes_of(int a) {\n}\n}\n}\n")}),
              std::vector<std::string>{"mote::data::bytes_of of src/data/a.cpp and src/data/b.cpp"});
}

TEST(WallsScanner, sees_printing_but_not_in_comments_and_literals) {
    const std::string quiet =
        "// printf(1)\n/* std::cout */ auto a = \"fmt::print(\\\"\"; auto b = R\"x(puts(\"))x\"; int c = "
        "1'000;\n"
        "snprintf(a); fprintf(journal);";
    EXPECT_TRUE(offenders({made_up("src/a.cpp", "src", quiet)}, "src", {}, printing).empty());
    for (const char* loud : {"printf(\"x\");", "std::cerr << 1;", "fprintf(stderr, 1);", "fmt::print(\"\");",
                             "int c = 1'000; puts(\"\");"})
        EXPECT_EQ(offenders({made_up("src/a.cpp", "src", loud)}, "src", {}, printing).size(), 1u) << loud;
}

}  // namespace
