#include "studio/loaded_project.hpp"

#include <algorithm>
#include <ctime>

namespace mote::studio {

namespace {

namespace fs = std::filesystem;

/// One file gives its own name, several that of their folder.
std::string name_of(const LoadRequest& request) {
    if (!request.name.empty()) return request.name;
    std::error_code error;
    const auto first = fs::absolute(request.files.front(), error);
    return (request.files.size() == 1 ? first.stem() : first.parent_path().filename()).string();
}

bool has_files(const Workspace& workspace, int64_t project, const std::vector<fs::path>& files) {
    return workspace.files(project).size() == files.size() &&
           std::ranges::all_of(files, [&](const auto& file) {
               std::error_code error;
               const auto kept = workspace.data(project) / file.filename();
               const auto size = fs::file_size(kept, error);
               return !error && size == fs::file_size(file, error) && !error;
           });
}

Status copy_files(const Workspace& workspace, int64_t project, const std::vector<fs::path>& files) {
    std::error_code error;
    fs::create_directories(workspace.data(project), error);
    for (const auto& file : files) {
        MOTE_TRY(name, safe_name(file.filename().string()));
        fs::copy_file(file, workspace.data(project) / name, error);
        if (error)
            return Error{ErrorCode::io, "cannot be copied into the studio's folder: " + error.message(),
                         file.string(), "check the path given to --load"};
    }
    return Done{};
}

}  // namespace

Result<int64_t> load_project(const Workspace& workspace, Index& index, const LoadRequest& request) {
    if (request.files.empty()) return int64_t{0};
    const std::string name = name_of(request);
    MOTE_TRY(projects, index.projects());
    for (const auto& project : projects)
        if (project.name == name && has_files(workspace, project.id, request.files)) return project.id;
    auto settings = nlohmann::json::object();
    if (!request.target.empty()) settings["target"] = request.target;
    MOTE_TRY(id, index.add(Project{0, name, std::time(nullptr), settings}));
    if (const auto copied = copy_files(workspace, id, request.files); !copied) {
        std::error_code ignored;
        fs::remove_all(workspace.project(id), ignored);
        (void)index.remove_project(id);
        return copied.error();
    }
    return id;
}

}  // namespace mote::studio
