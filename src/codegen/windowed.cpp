#include "codegen/windowed.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "codegen/compiled/compiled.hpp"
#include "codegen/embedded.hpp"
#include "codegen/text.hpp"
#include "model/smoothing.hpp"
#include "model/windowing.hpp"

namespace mote::codegen {
namespace {

constexpr std::string_view window_files[] = {"mote_window.c", "mote_window.h"};
constexpr std::string_view smooth_files[] = {"mote_smooth.c", "mote_smooth.h"};
constexpr std::string_view window_sketch = "arduino/mote_window_sketch.ino";
constexpr size_t most_states = 255;

/// Names and positions of the variables of a state.
struct Kept {
    std::string members;
    std::vector<std::string> names;
};

/// "int8_t layer_0_window[12]" -> layer_0_window; of a struct what stands behind its members.
std::string name_of(const std::string& whole) {
    const size_t members = whole.rfind('}');
    const std::string declaration = members == std::string::npos ? whole : whole.substr(members + 1);
    const size_t end = std::min(declaration.find('['), declaration.size());
    size_t first = end;
    while (first > 0 && (std::isalnum(static_cast<unsigned char>(declaration[first - 1])) != 0 ||
                         declaration[first - 1] == '_'))
        --first;
    return declaration.substr(first, end - first);
}

/// Takes the static variables marked MOTE_KEPT out of the text, whose place the first of them had.
size_t take_kept(std::string& text, Kept& kept) {
    constexpr std::string_view mark = " MOTE_KEPT;\n", word = "static ";
    size_t place = std::string::npos;
    for (size_t end; (end = text.find(mark)) != std::string::npos;) {
        // a struct has lines of its own before its name
        const bool of_struct =
            text.rfind("\n}", end) != std::string::npos && text.rfind("\n}", end) == text.rfind('\n', end);
        size_t begin = text.rfind(of_struct ? "\nstatic struct" : "\nstatic ", end);
        begin = begin == std::string::npos ? 0 : begin + 1;
        const std::string declaration = text.substr(begin + word.size(), end - begin - word.size());
        kept.members += "    " + declaration + ";\n";
        kept.names.push_back(name_of(declaration));
        text.erase(begin, end + mark.size() - begin);
        place = std::min(place, begin);
    }
    return place;
}

void number(std::string& out, const char* name, size_t value, const char* meaning) {
    out += fmt::format("#define {} {}u /* {} */\n", name, value, meaning);
}

std::string window_macros(const WindowPlan& plan) {
    const auto& w = plan.windowing;
    std::string out = "\n/* Windows over samples as they arrive: mote_window.h. */\n";
    number(out, "MODEL_WINDOW", w.steps, "time steps of a window");
    number(out, "MODEL_SHIFT", w.shift, "time steps from one answer to the next");
    number(out, "MODEL_WINDOW_AXES", w.axes.size(), "samples a time step");
    number(out, "MODEL_WINDOW_STATES", plan.states,
           "windows that run at a time; 0: one is kept and runs as a whole");
    number(out, "MODEL_WINDOW_PUSHES", plan.pushes ? 1 : 0, "1: the model takes whole steps");
    number(out, "MODEL_VOTES", plan.smoothing.votes, "of the last MODEL_VOTES_OF answers that a class needs");
    number(out, "MODEL_VOTES_OF", plan.smoothing.of, "1: each answer counts");
    number(out, "MODEL_HOLD", plan.smoothing.hold, "answers for which what was taken stays");
    out += fmt::format("#define MODEL_RATE_HZ {:.6g}f /* time steps a second, as trained; 0: not known */\n",
                       w.rate_hz);
    out += "#define MODEL_AXIS_NAMES \\\n    {";
    for (size_t i = 0; i < w.axes.size(); ++i) out += (i == 0 ? "" : ", \\\n     ") + c_string(w.axes[i]);
    std::string text = out + "}\n";
    const size_t float_at = text.find("MODEL_RATE_HZ ") + 14;  // "100f" is no C
    const size_t end = text.find('f', float_at);
    if (text.substr(float_at, end - float_at).find_first_of(".e") == std::string::npos)
        text.insert(end, ".0");
    return text;
}

}  // namespace

WindowPlan plan_windows(const model::Package& package, const model::Model& model, bool compiled,
                        size_t state_bytes) {
    WindowPlan plan;
    plan.windowing = model::windowing_of(package);
    if (!plan.windowing) return plan;
    plan.smoothing = model::smoothing_of(package);
    const size_t overlap = plan.windowing.overlap();
    const size_t row = package.columns.size() * (model.encoder.raw_float ? 4 : 2);
    constexpr size_t of_table = 200;  // its descriptions of layers, beside the arena
    const size_t state = 2 + state_bytes + (compiled ? 0 : of_table);
    const bool rows = compiled && takes_rows(model);
    if (!rows && overlap <= most_states && (overlap - 1) * state < row) {
        plan.states = static_cast<unsigned>(overlap);
        plan.ram_bytes = 2 + (overlap - 1) * state;
    } else {
        plan.ram_bytes = row + 2;
    }
    return plan;
}

std::string with_states(const std::string& compiled_source) {
    std::string text = compiled_source;
    Kept kept;
    const size_t place = take_kept(text, kept);
    if (place == std::string::npos) return compiled_source;
    std::string state =
        "void mote_exchange(uint8_t k);\n\n"
        "/* The state of a window; others wait while their windows overlap (mote_window.c). */\n"
        "static struct mote_state {\n" +
        kept.members + "} mote_state_now MOTE_KEPT;\n" +
        "static struct mote_state mote_states_waiting[MODEL_WINDOW_STATES - 1] MOTE_KEPT;\n";
    for (const auto& name : kept.names) state += fmt::format("#define {0} (mote_state_now.{0})\n", name);
    text.insert(place, state);
    return text +
           "\n/* Swaps the state in place with that which waits at k. */\n"
           "void mote_exchange(uint8_t k) {\n"
           "    uint8_t* a = (uint8_t*)&mote_state_now;\n"
           "    uint8_t* b = (uint8_t*)&mote_states_waiting[k];\n"
           "    uint16_t left;\n"
           "    for (left = sizeof mote_state_now; left > 0; --left) {\n"
           "        const uint8_t byte = *a;\n"
           "        *a++ = *b;\n"
           "        *b++ = byte;\n"
           "    }\n"
           "}\n";
}

bool belongs_to_windows(const std::string& name) {
    return std::ranges::find(window_files, name) != std::end(window_files) ||
           std::ranges::find(smooth_files, name) != std::end(smooth_files) || window_sketch.ends_with(name);
}

Status add_windows(ArchiveFiles& files, WindowPlan plan, bool compiled) {
    if (!plan) return Done{};
    plan.pushes = files["src/mote_compiled.c"].find("uint8_t mote_push_step(") != std::string::npos;
    std::vector<std::string_view> names(std::begin(window_files), std::end(window_files));
    if (plan.smoothing) names.insert(names.end(), std::begin(smooth_files), std::end(smooth_files));
    for (const auto name : names) {
        MOTE_TRY(content, embedded_file("calculator/" + std::string(name)));
        files["src/" + std::string(name)] = std::string(content);
    }
    auto& header = files["src/model/model.h"];
    const size_t at = header.find("\n#ifdef __cplusplus");
    header.insert(std::min(at, header.size()), window_macros(plan));
    auto& source = files["src/mote_compiled.c"];
    if (compiled && plan.states > 1) source = with_states(source);
    if (!compiled) files.erase("src/mote_compiled.c");
    return Done{};
}

Status add_window_programs(ArchiveFiles& files, const Facts& facts) {
    std::string include = "#include \"../src/mote_window.c\"\n";
    if (files.contains("src/mote_smooth.c")) include = "#include \"../src/mote_smooth.c\"\n" + include;
    files["extras/mote_windows.c"] =
        "/* SPDX-License-Identifier: 0BSD\n * The model and what answers windows of samples as they arrive, "
        "as one "
        "file, for a program that\n * includes it and is compiled with -fwhole-program: what it does not use "
        "is left "
        "out. Generated. */\n#include \"mote_inference.c\"\n" +
        include;
    files["extras/mote_all.c"] += include;
    MOTE_TRY(text, embedded_file(window_sketch));
    std::string sketch(text);
    constexpr std::string_view app = "#include <mote_app.h>";
    const size_t at = sketch.find(app);
    if (at == std::string::npos)
        return Error{ErrorCode::environment, "the sketch does not include mote_app.h",
                     std::string(window_sketch), ""};
    files["examples/mote_sketch/mote_sketch.ino"] =
        sketch.replace(at, app.size(), "#include <" + facts.library + ".h>");
    return Done{};
}

}  // namespace mote::codegen
