// A folder for the files of one test, and the way to the real data sets.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/files.hpp"
#include "support/needs.hpp"

namespace mote::data {

class FilesTest : public testing::Test {
  protected:
    void SetUp() override {
        auto made = TemporaryDirectory::create("mote-data-test");
        ASSERT_TRUE(made.ok());
        folder_.emplace(std::move(*made));
    }
    std::string path(const std::string& name) const { return (folder_->path() / name).string(); }
    std::string write(const std::string& name, std::string_view text) const {
        std::ofstream(path(name), std::ios::binary) << text;
        return path(name);
    }

  private:
    std::optional<TemporaryDirectory> folder_;
};

inline std::vector<uint32_t> all_rows(size_t rows) {
    std::vector<uint32_t> index(rows);
    std::iota(index.begin(), index.end(), 0u);
    return index;
}

/// The error's text without the folder of the test, so that whole messages can be compared.
inline std::string text_of(const Error& error) {
    std::string text = error.text();
    for (size_t at; (at = text.find(std::filesystem::temp_directory_path().string())) != std::string::npos;) {
        const size_t slash = text.find('/', text.find("mote-data-test", at));
        text.erase(at, slash + 1 - at);
    }
    return text;
}

inline std::filesystem::path data_folder() {
    const char* named = std::getenv("MOTE_DATA");
    const std::filesystem::path folder = named ? named : "../shared/data";
    return folder.is_absolute() ? folder : std::filesystem::path(MOTE_SOURCE_DIR) / folder;
}

}  // namespace mote::data

/// Skips the test, saying why, when a real data file is missing; MOTE_REQUIRE=data makes that a failure.
#define MOTE_NEED_DATA(variable, name)                                          \
    const std::string variable = (mote::data::data_folder() / (name)).string(); \
    MOTE_NEEDS("data", std::filesystem::exists(variable),                       \
               variable << " is missing (MOTE_DATA names the folder of data sets)")
