#include "data/many_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <regex>

#include "data/cell.hpp"
#include "data/reading/recording.hpp"
#include "data/target_column.hpp"

namespace mote::data {
namespace {

namespace fs = std::filesystem;

// walking_03.csv, walking (2).csv, walking.csv -> walking
std::string without_number(std::string name) {
    const auto end = name.find_last_not_of("0123456789_-. ()");
    return end == std::string::npos ? name : name.substr(0, end + 1);
}

Result<std::string> label_by_pattern(const std::string& name, const std::string& pattern) {
    try {
        std::smatch match;
        if (!std::regex_search(name, match, std::regex(pattern)) || match.size() < 2) return std::string();
        return match[1].str();
    } catch (const std::regex_error& error) {
        return Error{ErrorCode::usage,
                     fmt::format("{} is no regular expression: {}", shown(pattern), error.what()),
                     "--label-pattern", "give one with a group, for example '(.*)_\\d+'"};
    }
}

/// The cells of several tables one below the other, in the narrowest type that
/// holds all.
class Stack {
  public:
    void add(const SampleMatrix& samples) {
        const size_t type = samples.storage().index();
        if (type > storage_.index()) widen(type);
        std::visit(
            [&](auto& all) {
                using Value = typename std::decay_t<decltype(all)>::value_type;
                std::visit(
                    [&](const auto& more) {
                        all.reserve(all.size() + more.size());
                        for (const auto value : more) all.push_back(static_cast<Value>(value));
                    },
                    samples.storage());
            },
            storage_);
    }
    SampleMatrix::Storage take() { return std::move(storage_); }

  private:
    void widen(size_t type) {
        if (type == 1) storage_ = converted<int16_t>();
        if (type == 2) storage_ = converted<float>();
    }
    template <class Wide>
    std::vector<Wide> converted() const {
        return std::visit(
            [](const auto& values) {
                std::vector<Wide> out;
                out.reserve(values.size());
                for (const auto value : values) out.push_back(static_cast<Wide>(value));
                return out;
            },
            storage_);
    }

    SampleMatrix::Storage storage_;
};

/// Origins of rows of several tables, one below the other.
class JoinedOrigins {
  public:
    Status add(const Table& table) {
        const auto start = static_cast<uint32_t>(rows_);
        rows_ += table.rows;
        const RowOrigin& more = table.origin;
        for (const uint32_t row : more.fragments) out_.fragments.push_back(start + row);
        if (!more.seconds.empty()) {
            out_.seconds.resize(start, std::numeric_limits<double>::quiet_NaN());
            out_.seconds.insert(out_.seconds.end(), more.seconds.begin(), more.seconds.end());
            if (out_.clock.empty()) out_.clock = more.clock;
        }
        if (out_.rate_hz == 0) out_.rate_hz = more.rate_hz;
        MOTE_CHECK(add(more.session, session_));
        return add(more.group, group_);
    }

    RowOrigin take(size_t rows) {
        if (!out_.seconds.empty()) out_.seconds.resize(rows, std::numeric_limits<double>::quiet_NaN());
        if (session_) out_.session = session_->take();
        if (group_) out_.group = group_->take();
        return std::move(out_);
    }

  private:
    static Status add(const std::optional<TargetColumn>& more, std::optional<TargetBuilder>& to) {
        if (!more) return Done{};
        if (!to) to.emplace(more->name);
        for (size_t row = 0; row < more->rows(); ++row) MOTE_CHECK(to->push(more->text(row)));
        return Done{};
    }

    RowOrigin out_;
    std::optional<TargetBuilder> session_, group_;
    size_t rows_ = 0;
};

class Joiner {
  public:
    explicit Joiner(Table first) : out_(std::move(first)) {
        columns_ = out_.columns;
        if (out_.target) target_.emplace(out_.target->name);
        const Table copy = out_;
        out_.origin = {};
        out_.incomplete.clear();
        out_.unreadable.clear();
        out_.line_jumps.clear();
        out_.missing.assign(columns_.size(), {});
        out_.rows = 0;
        out_.lost_digits.assign(columns_.size(), 0);
        (void)append(copy);
    }

    Status add(const Table& table) {
        for (const auto& notice : table.notices)
            if (std::ranges::find(out_.notices, notice) == out_.notices.end()) out_.notices.push_back(notice);
        if (table.target.has_value() != target_.has_value())
            return Error{ErrorCode::input, "there is no target column, though other files have one",
                         table.file, "add the column"};
        return append(table);
    }

    Table take() {
        out_.samples = std::make_shared<const SampleMatrix>(stack_.take(), columns_.size());
        if (target_) out_.target = target_->take();
        out_.origin = origin_.take(out_.rows);
        if (out_.files.size() > 1)
            out_.notices.insert(out_.notices.begin(),
                                fmt::format("files    {}, each a session", out_.files.size()));
        return std::move(out_);
    }

  private:
    Status append(const Table& table) {
        const auto start = static_cast<uint32_t>(out_.rows);
        MOTE_TRY(samples, samples_for(table, columns_, "the files before it have"));
        stack_.add(samples);
        for (const uint32_t row : table.incomplete) out_.incomplete.push_back(start + row);
        for (const uint32_t row : table.unreadable) out_.unreadable.push_back(start + row);
        for (size_t row = 0; row < table.rows && target_; ++row)
            MOTE_CHECK(target_->push(table.target->text(row)));
        for (size_t c = 0; c < columns_.size(); ++c) {
            const auto from = std::ranges::find(table.columns, columns_[c]);
            // A file without titles is taken in the order of the first one's.
            const size_t at =
                from == table.columns.end() ? c : static_cast<size_t>(from - table.columns.begin());
            out_.lost_digits[c] += table.lost_digits[at];
            for (const uint32_t row : table.missing[at]) out_.missing[c].push_back(start + row);
        }
        MOTE_CHECK(origin_.add(table));
        out_.files.push_back(table.file);
        out_.file_starts.push_back(start);
        out_.rows += table.rows;
        return Done{};
    }

    Table out_;
    std::vector<std::string> columns_;
    Stack stack_;
    std::optional<TargetBuilder> target_;
    JoinedOrigins origin_;
};

}  // namespace

bool labels_files(const ReadingOptions& reading) {
    return reading.label_from == "folder" || reading.label_from == "name" || reading.label_from == "sidecar";
}

Result<std::string> file_label(const std::string& path, const ReadingOptions& reading) {
    const fs::path file(path);
    std::string label;
    if (reading.label_from == "folder") {
        label = fs::absolute(file).parent_path().filename().string();
    } else if (reading.label_from == "sidecar") {
        label = sidecar_label(path);
    } else if (reading.label_pattern.empty()) {
        label = without_number(file.stem().string());
    } else {
        MOTE_TRY(found, label_by_pattern(file.filename().string(), reading.label_pattern));
        label = std::move(found);
    }
    if (label.empty())
        return Error{ErrorCode::input,
                     fmt::format("there is no label for this file by its {}", reading.label_from), path,
                     "name the label with --label-pattern, or use --label-from "
                     "folder, name or sidecar"};
    if (!printable(label))
        return Error{ErrorCode::input, fmt::format("{} cannot be a class name", shown(label)), path,
                     "rename the file or its folder"};
    return label;
}

Result<Table> read_files(std::span<const std::string> paths, const CsvOptions& options,
                         ReadObserver* observer) {
    if (paths.size() == 1) return read_csv(paths[0], options, observer);
    std::optional<Joiner> joiner;
    for (const auto& path : paths) {
        MOTE_TRY(table, read_csv(path, options, observer));
        if (joiner)
            MOTE_CHECK(joiner->add(table));
        else
            joiner.emplace(std::move(table));
    }
    if (!joiner) return Error{ErrorCode::usage, "no file is named", "", "name a file with rows"};
    return joiner->take();
}

}  // namespace mote::data
