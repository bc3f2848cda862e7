// The CSV of `mote stream`: each answer is in the file as soon as it has come, so that nothing that ends the program, not
// even SIGKILL, takes one back.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/result.hpp"

namespace mote::apps {

/// While the file is not complete, FILE.partial stands beside it and says of which rows it is.
class AnswerFile {
  public:
    AnswerFile() = default;
    AnswerFile(AnswerFile&& other) noexcept;
    AnswerFile& operator=(AnswerFile&& other) noexcept;
    ~AnswerFile();

    /// Begins the file anew. mark: what FILE.partial says. Errors: io.
    static Result<AnswerFile> begin(const std::string& path, const std::string& header,
                                    const nlohmann::json& mark);
    /// Goes on behind the first `bytes` of the file. Errors: io.
    static Result<AnswerFile> go_on(const std::string& path, size_t bytes, const nlohmann::json& mark);

    bool is_open() const { return descriptor_ >= 0; }
    /// One line, '\n' included: it is in the file, whole, when this returns. Errors: io (disk full).
    Status add(const std::string& line);
    /// The file is complete: removes the mark.
    void complete();

  private:
    static Result<AnswerFile> open(const std::string& path, int flags, const nlohmann::json& mark);

    std::string path_;
    int descriptor_ = -1;
    bool marked_ = false;
};

/// What an earlier command left.
struct EarlierAnswers {
    nlohmann::json mark;                            ///< null: there is none, the file is complete
    std::string header;                             ///< without the end of the line
    std::vector<std::vector<std::string>> records;  ///< the cells of each whole line
    size_t bytes = 0;  ///< of the header and the whole lines: what follows was cut off
};

/// Errors: io, when the file cannot be read. A file that is not there is an empty one.
Result<EarlierAnswers> read_earlier_answers(const std::string& path);

}  // namespace mote::apps
