#include "reasons.hpp"

#include <fmt/format.h>

#include "core/csv_cell.hpp"

namespace mote::apps {

namespace {

constexpr unsigned most = 100;

}  // namespace

void add_why(CLI::App& command, unsigned& why) {
    command.add_option(
        "--why", why,
        "name so many inputs of each row that count most for its answer (of a series stretches of "
        "time), and by how much: what the answer loses when they are as usual");
}

Status check_why(unsigned why, const model::Package& package) {
    if (why == 0) return Done{};
    if (why > most)
        return Error{ErrorCode::usage, fmt::format("{} inputs a row are not told", why), "--why",
                     fmt::format("give at most {}", most)};
    const SampleMatrix none(std::vector<float>(), package.columns.size());
    MOTE_TRY(possible, model::contributions(package, none, {}, 1));
    (void)possible;
    return Done{};
}

std::string why_titles(unsigned why) {
    std::string out;
    for (unsigned i = 1; i <= why; ++i) out += fmt::format(",why_{0},why_{0}_by", i);
    return out;
}

std::string why_cells(unsigned why, const model::Package& package,
                      std::span<const model::Contribution> found) {
    if (why == 0) return "";
    std::string out;
    const auto segments = model::segments_of(package);
    for (unsigned i = 0; i < why; ++i) {
        if (i < found.size())
            out +=
                fmt::format(",{},{:+.6g}", csv_cell(model::segment_name(package, segments[found[i].segment])),
                            found[i].value);
        else
            out += ",,";
    }
    return out;
}

}  // namespace mote::apps
