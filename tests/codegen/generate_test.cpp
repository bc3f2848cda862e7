#include <map>
#include <set>

#include "codegen/generate.hpp"
#include "codegen/text.hpp"
#include "sample_models.hpp"
#include "shell.hpp"

namespace mote::codegen {
namespace {

using namespace mote::testing;

std::map<std::string, std::string> generated(const model::Package& package) {
    std::map<std::string, std::string> out;
    const auto files = generate(package);
    EXPECT_TRUE(files) << files.error().text();
    const std::string top = library_name(package.name) + "/";
    for (const auto& file : *files) {
        EXPECT_TRUE(file.path.starts_with(top)) << file.path;
        out[file.path.substr(top.size())] = file.content;
    }
    return out;
}

std::string decode_intel_hex(const std::string& text) {
    std::string bytes;
    std::istringstream lines(text);
    bool ended = false;
    for (std::string line; std::getline(lines, line);) {
        EXPECT_FALSE(ended);
        EXPECT_EQ(line.at(0), ':');
        std::vector<uint8_t> record;
        for (size_t i = 1; i < line.size(); i += 2)
            record.push_back(static_cast<uint8_t>(std::stoi(line.substr(i, 2), nullptr, 16)));
        uint8_t sum = 0;
        for (const uint8_t byte : record) sum = static_cast<uint8_t>(sum + byte);
        EXPECT_EQ(sum, 0) << line;
        EXPECT_EQ(record.at(0), record.size() - 5);
        ended = record.at(3) == 1;
        if (ended) continue;
        EXPECT_EQ(record.at(1) * 256u + record.at(2), bytes.size());
        bytes.append(record.begin() + 4, record.end() - 1);
    }
    EXPECT_TRUE(ended);
    return bytes;
}

TEST(Generate, has_all_that_the_archive_promises) {
    const auto files = generated(make_package(heartbeat()));
    for (const char* path : {"README.md",
                             "LICENSE",
                             "library.properties",
                             "src/model/model.bin",
                             "src/model/model.c",
                             "src/model/model.h",
                             "src/model/model.hex",
                             "src/model/metrics.json",
                             "src/mote_config.h",
                             "src/calculator.c",
                             "src/calculator.h",
                             "src/neural_net.h",
                             "src/user_app.c",
                             "src/mote.h",
                             "src/mote_reader.c",
                             "src/mote_reader.h",
                             "src/mote_read_layers.c",
                             "src/mote_parser.c",
                             "src/mote_app.c",
                             "src/Mote_heartbeat.h",
                             "src/mote_names.h",
                             "examples/mote_sketch/mote_sketch.ino",
                             "extras/host_main.c",
                             "extras/mote_all.c",
                             "extras/mote_inference.c",
                             "extras/avr_main.c"})
        EXPECT_TRUE(files.contains(path)) << path;
    EXPECT_NE(files.at("LICENSE").find("Zero Clause"), std::string::npos);
}

TEST(Generate, renames_what_the_runtime_declares_by_its_list_of_layers_too) {
    const std::string names = generated(make_package(heartbeat())).at("src/mote_names.h");
    for (const char* function :
         {"mote_trees", "mote_sparse", "mote_step_i8", "mote_step_f32", "mote_read_layer"})
        EXPECT_NE(names.find(std::string("#define ") + function + " heartbeat_"), std::string::npos)
            << function;
}

TEST(Generate, gives_the_same_bytes_for_the_same_package) {
    for (const auto& recipe : recipes())
        EXPECT_EQ(generate(make_package(recipe)).value(), generate(make_package(recipe)).value());
}

TEST(Generate, writes_the_model_as_it_is_and_as_intel_hex) {
    for (const auto& recipe : recipes()) {
        const auto package = make_package(recipe);
        const auto files = generated(package);
        const std::string binary(package.binary.begin(), package.binary.end());
        EXPECT_EQ(files.at("src/model/model.bin"), binary);
        EXPECT_EQ(decode_intel_hex(files.at("src/model/model.hex")), binary);
    }
}

TEST(Generate, intel_hex_matches_a_known_record) {
    const std::vector<uint8_t> bytes = {0x02, 0x33, 0x7A};
    EXPECT_EQ(intel_hex(bytes), ":0300000002337A4E\n:00000001FF\n");
}

TEST(Generate, every_source_stands_below_src_where_the_arduino_ide_compiles_it) {
    for (const auto& [path, content] : generated(make_package(heartbeat()))) {
        const bool source = path.ends_with(".c") || path.ends_with(".cpp") || path.ends_with(".h");
        if (source) {
            EXPECT_TRUE(path.starts_with("src/") || path.starts_with("extras/")) << path;
        }
        EXPECT_EQ(content.find("/device/"), std::string::npos) << path;
    }
}

TEST(Generate, library_properties_has_every_field_once_on_one_line) {
    auto package = make_package(heartbeat());
    package.target = "evil\nname=other\r\nversion=9";
    const auto files = generated(package);
    std::istringstream lines(files.at("library.properties"));
    std::map<std::string, std::string> fields;
    for (std::string line; std::getline(lines, line);) {
        const size_t equals = line.find('=');
        ASSERT_NE(equals, std::string::npos) << line;
        EXPECT_TRUE(fields.emplace(line.substr(0, equals), line.substr(equals + 1)).second) << line;
    }
    for (const char* field : {"name", "version", "author", "maintainer", "sentence", "paragraph", "category",
                              "url", "architectures", "includes"})
        EXPECT_TRUE(fields.contains(field)) << field;
    EXPECT_EQ(fields["name"], "Mote_heartbeat");
    EXPECT_EQ(fields["includes"], "Mote_heartbeat.h");
}

TEST(Generate, the_sketch_includes_its_own_library_first) {
    const auto files = generated(make_package(heartbeat()));
    const std::string& sketch = files.at("examples/mote_sketch/mote_sketch.ino");
    const size_t first = sketch.find("#include");
    EXPECT_EQ(sketch.substr(first, sketch.find('\n', first) - first), "#include <Mote_heartbeat.h>");
}

TEST(Generate, switches_off_what_the_model_does_not_use) {
    const auto files = generated(make_package(heartbeat()));
    const std::string& config = files.at("src/mote_config.h");
    for (const char* line :
         {"#define MOTE_USE_I8 1\n", "#define MOTE_USE_I16 0\n", "#define MOTE_USE_F32 0\n",
          "#define MOTE_USE_RAW_F32 0\n", "#define MOTE_USE_CONV 1\n", "#define MOTE_USE_POOL 0\n",
          "#define MOTE_USE_PACKED 0\n", "#define MOTE_MAX_LAYERS 2\n"})
        EXPECT_NE(config.find(line), std::string::npos) << line;
}

/// The switches of the host's own configuration and of the list of layers; a new one must reach the archive's too.
TEST(Generate, knows_every_switch_of_the_runtime) {
    const std::string config = generated(make_package(heartbeat())).at("src/mote_config.h");
    size_t switches = 0;
    for (const char* header : {"mote_config.h", "mote_layers.h"}) {
        const auto host = read_file(std::filesystem::path(MOTE_SOURCE_DIR) / "device/runtime" / header);
        ASSERT_TRUE(host);
        std::istringstream lines(*host);
        for (std::string line; std::getline(lines, line);) {
            const size_t end = line.find_first_of(" (", 8);
            if (!line.starts_with("#define MOTE_") || end == std::string::npos || line[end] == '(') continue;
            if (line.starts_with("#define MOTE_USE_COUNTS")) continue;  // made of others
            ++switches;
            const std::string start = line.substr(0, end + 1);
            EXPECT_NE(config.find(start), std::string::npos) << start;
        }
    }
    EXPECT_EQ(switches, 20u) << "twelve of the configuration, one a kind of layer";
}

TEST(Generate, metrics_json_holds_the_figures_and_what_the_model_says) {
    auto package = make_package(heartbeat());
    package.classes = {"normal", "\xff not utf-8"};
    package.information["model_bytes"] = 7;  // the model's own figure wins
    const auto json = nlohmann::json::parse(generated(package).at("src/model/metrics.json"));
    EXPECT_EQ(json["metrics"]["auc"], 0.975);
    EXPECT_EQ(json["task"], "binary");
    EXPECT_EQ(json["inputs"], 187);
    EXPECT_EQ(json["columns"].size(), 187u);
    EXPECT_EQ(json["model_bytes"], package.binary.size());
    EXPECT_EQ(json["classes"][0], "normal");
}

TEST(Generate, the_readme_shows_figures_classes_and_hostile_names_as_text) {
    auto package = make_package(heartbeat());
    package.classes = {"<script>|`x`", "b\nc"};
    package.target = "{{library}}";
    const std::string readme = generated(package).at("README.md");
    EXPECT_NE(readme.find("| auc | 0.975 |"), std::string::npos);
    EXPECT_NE(readme.find("| 0 | &lt;script&gt;\\|\\`x\\` |"), std::string::npos);
    EXPECT_NE(readme.find("| 1 | b c |"), std::string::npos);
    EXPECT_NE(readme.find("| predicts | \\{\\{library\\}\\} |"), std::string::npos);
}

TEST(Generate, refuses_a_damaged_model_and_names_that_are_not_the_models) {
    auto damaged = make_package(heartbeat());
    damaged.binary[20] ^= 1;
    EXPECT_FALSE(generate(damaged));
    auto columns = make_package(heartbeat());
    columns.columns.pop_back();
    ASSERT_FALSE(generate(columns));
    EXPECT_EQ(generate(columns).error().message, "186 columns are named, the model has 187");
    auto classes = make_package(heartbeat());
    classes.classes.push_back("third");
    EXPECT_FALSE(generate(classes));
}

}  // namespace
}  // namespace mote::codegen
