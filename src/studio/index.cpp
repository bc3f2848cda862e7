#include "studio/index.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <variant>

namespace mote::studio {

namespace {

using nlohmann::json;
using Value = std::variant<int64_t, std::string>;

constexpr const char* tables = R"(
PRAGMA journal_mode = WAL;
CREATE TABLE IF NOT EXISTS setting(name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS project(
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, created INTEGER NOT NULL, settings TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS run(
    id INTEGER PRIMARY KEY AUTOINCREMENT, project INTEGER NOT NULL, created INTEGER NOT NULL, settings TEXT NOT NULL,
    state TEXT NOT NULL, process INTEGER NOT NULL, process_start INTEGER NOT NULL, summary TEXT NOT NULL);
)";

Error failed(sqlite3* base) {
    return {ErrorCode::io, fmt::format("the index cannot be written or read: {}", sqlite3_errmsg(base)),
            "studio.sqlite", "free some space on the disk, or choose another place with --folder"};
}

/// A statement with its values bound; steps through its rows.
class Statement {
  public:
    Statement(sqlite3* base, const char* text, const std::vector<Value>& values) : base_(base) {
        good_ = sqlite3_prepare_v2(base, text, -1, &statement_, nullptr) == SQLITE_OK;
        for (size_t i = 0; good_ && i < values.size(); ++i) {
            const int at = static_cast<int>(i) + 1;
            if (const auto* number = std::get_if<int64_t>(&values[i]))
                sqlite3_bind_int64(statement_, at, *number);
            else
                sqlite3_bind_text(statement_, at, std::get<std::string>(values[i]).c_str(), -1,
                                  SQLITE_TRANSIENT);
        }
    }
    ~Statement() { sqlite3_finalize(statement_); }
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    /// True with a row, false at the end.
    Result<bool> step() {
        if (!good_) return failed(base_);
        const int code = sqlite3_step(statement_);
        if (code == SQLITE_ROW) return true;
        if (code == SQLITE_DONE) return false;
        return failed(base_);
    }
    Status finish() {
        MOTE_TRY(more, step());
        (void)more;
        return Done{};
    }
    int64_t number(int column) { return sqlite3_column_int64(statement_, column); }
    std::string text(int column) {
        const auto* bytes = sqlite3_column_text(statement_, column);
        return bytes == nullptr ? "" : reinterpret_cast<const char*>(bytes);
    }
    json value(int column) {
        auto parsed = json::parse(text(column), nullptr, false);
        return parsed.is_discarded() ? json::object() : parsed;
    }

  private:
    sqlite3* base_;
    sqlite3_stmt* statement_ = nullptr;
    bool good_ = false;
};

std::string dump(const json& value) {
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

Project project_of(Statement& row) {
    return {row.number(0), row.text(1), row.number(2), row.value(3)};
}
Run run_of(Statement& row) {
    return {row.number(0), row.number(1), row.number(2), row.value(3),
            row.text(4),   row.number(5), row.number(6), row.value(7)};
}

}  // namespace

Result<std::unique_ptr<Index>> Index::open(const std::filesystem::path& file) {
    sqlite3* base = nullptr;
    const int code = sqlite3_open(file.c_str(), &base);
    std::unique_ptr<Index> index(new Index(base));
    if (code != SQLITE_OK || sqlite3_exec(base, tables, nullptr, nullptr, nullptr) != SQLITE_OK) {
        Error error = failed(base);
        error.place = file.string();
        return error;
    }
    sqlite3_busy_timeout(base, 5000);
    std::error_code ignored;
    std::filesystem::permissions(
        file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, ignored);
    return index;
}

Index::~Index() {
    sqlite3_close(base_);
}

Result<std::string> Index::setting(const std::string& name, const std::string& otherwise) {
    const std::lock_guard lock(mutex_);
    MOTE_CHECK(Statement(base_, "INSERT OR IGNORE INTO setting VALUES(?,?)", {name, otherwise}).finish());
    Statement row(base_, "SELECT value FROM setting WHERE name=?", {name});
    MOTE_TRY(found, row.step());
    return found ? row.text(0) : otherwise;
}

Result<int64_t> Index::add(const Project& p) {
    const std::lock_guard lock(mutex_);
    MOTE_CHECK(Statement(base_, "INSERT INTO project(name,created,settings) VALUES(?,?,?)",
                         {p.name, p.created, dump(p.settings)})
                   .finish());
    return static_cast<int64_t>(sqlite3_last_insert_rowid(base_));
}

Status Index::update(const Project& p) {
    const std::lock_guard lock(mutex_);
    return Statement(base_, "UPDATE project SET name=?, settings=? WHERE id=?",
                     {p.name, dump(p.settings), p.id})
        .finish();
}

Status Index::remove_project(int64_t id) {
    const std::lock_guard lock(mutex_);
    MOTE_CHECK(Statement(base_, "DELETE FROM run WHERE project=?", {id}).finish());
    return Statement(base_, "DELETE FROM project WHERE id=?", {id}).finish();
}

Result<std::vector<Project>> Index::projects() {
    const std::lock_guard lock(mutex_);
    Statement rows(base_, "SELECT id,name,created,settings FROM project ORDER BY id DESC", {});
    std::vector<Project> out;
    while (true) {
        MOTE_TRY(more, rows.step());
        if (!more) return out;
        out.push_back(project_of(rows));
    }
}

Result<Project> Index::project(int64_t id) {
    const std::lock_guard lock(mutex_);
    Statement row(base_, "SELECT id,name,created,settings FROM project WHERE id=?", {id});
    MOTE_TRY(found, row.step());
    if (!found)
        return Error{ErrorCode::usage, "there is no such project", "",
                     "it may have been removed in another tab"};
    return project_of(row);
}

Result<int64_t> Index::add(const Run& r) {
    const std::lock_guard lock(mutex_);
    MOTE_CHECK(Statement(base_,
                         "INSERT INTO run(project,created,settings,state,process,process_start,summary) "
                         "VALUES(?,?,?,?,?,?,?)",
                         {r.project, r.created, dump(r.settings), r.state, r.process, r.process_start,
                          dump(r.summary)})
                   .finish());
    return static_cast<int64_t>(sqlite3_last_insert_rowid(base_));
}

Status Index::update(const Run& r) {
    const std::lock_guard lock(mutex_);
    return Statement(base_, "UPDATE run SET state=?, process=?, process_start=?, summary=? WHERE id=?",
                     {r.state, r.process, r.process_start, dump(r.summary), r.id})
        .finish();
}

Result<std::vector<Run>> Index::runs(std::optional<int64_t> project) {
    const std::lock_guard lock(mutex_);
    Statement rows(base_,
                   "SELECT id,project,created,settings,state,process,process_start,summary FROM run "
                   "WHERE ?1=0 OR project=?1 ORDER BY id DESC",
                   {project.value_or(0)});
    std::vector<Run> out;
    while (true) {
        MOTE_TRY(more, rows.step());
        if (!more) return out;
        out.push_back(run_of(rows));
    }
}

Result<Run> Index::run(int64_t id) {
    const std::lock_guard lock(mutex_);
    Statement row(
        base_, "SELECT id,project,created,settings,state,process,process_start,summary FROM run WHERE id=?",
        {id});
    MOTE_TRY(found, row.step());
    if (!found)
        return Error{ErrorCode::usage, "there is no such run", "", "it may have been removed in another tab"};
    return run_of(row);
}

}  // namespace mote::studio
