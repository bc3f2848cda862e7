// What a C source is made of, told without starting a preprocessor.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace mote::target {

class SourceTexts {
  public:
    /// `folders`: where headers are looked for, after the folder of the file that includes them.
    explicit SourceTexts(std::vector<std::filesystem::path> folders) : folders_(std::move(folders)) {}

    /// The source and every file that it can reach by #include "...", in the order in which they are met,
    /// whatever the conditions around them. System headers stay as they are while a program runs.
    std::string reached_from(const std::filesystem::path& source);

  private:
    struct Text {
        std::string content;
        std::vector<std::filesystem::path> includes;
    };
    const Text& read(const std::filesystem::path& file);

    std::vector<std::filesystem::path> folders_;
    std::map<std::filesystem::path, Text> texts_;
};

}  // namespace mote::target
