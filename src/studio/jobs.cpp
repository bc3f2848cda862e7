#include "studio/jobs.hpp"

#include "core/process.hpp"
#include "studio/worker.hpp"

namespace mote::studio {

Error error_of_output(const std::string& errors, const std::string& otherwise) {
    constexpr std::string_view begin = "error: ", remedy = "\n  remedy: ";
    const size_t at = errors.rfind(begin);
    if (at == std::string::npos) return {ErrorCode::environment, otherwise, "", ""};
    std::string text = errors.substr(at + begin.size());
    while (text.ends_with('\n')) text.pop_back();
    Error out{ErrorCode::input, text, "", ""};
    if (const size_t split = text.find(remedy); split != std::string::npos) {
        out.message = text.substr(0, split);
        out.remedy = text.substr(split + remedy.size());
    }
    return out;
}

std::string without_folder(const std::string& text, const std::string& folder) {
    const std::string prefix = folder + "/";
    std::string out;
    size_t at = 0;
    for (size_t found; (found = text.find(prefix, at)) != std::string::npos; at = found + prefix.size())
        out.append(text, at, found - at);
    return out.append(text, at);
}

Error without_folder(Error error, const std::string& folder) {
    for (std::string* text : {&error.message, &error.place, &error.remedy})
        *text = without_folder(*text, folder);
    return error;
}

Result<std::string> run_mote(std::vector<std::string> arguments, std::chrono::milliseconds limit) {
    ProcessRequest request;
    request.arguments = std::move(arguments);
    request.arguments.insert(request.arguments.begin(), program_beside("mote").string());
    request.time_limit = limit;
    const std::string what = request.arguments[1];
    MOTE_TRY(outcome, run_process(request));
    if (outcome.ok()) return outcome.output;
    // `mote inspect` says by 2 that something stops training; what it found is on its standard output all the same.
    if (what == "inspect" && outcome.output.starts_with("{")) return outcome.output;
    return error_of_output(outcome.errors + outcome.output, "mote " + what + " failed");
}

}  // namespace mote::studio
