#include "pipeline/train_options.hpp"

#include <fmt/format.h>

#include <type_traits>

#include "model/smoothing.hpp"
#include "search/selection.hpp"

namespace mote::pipeline {

namespace {

bool positive(double value) {
    return value > 0;
}
bool a_width(double bits) {
    return bits == 8 || bits == 16 || bits == 32;
}
bool a_model(double bytes) {
    return bytes >= 16;
}
bool a_part(double share) {
    return share > 0 && share < 1;
}

constexpr TrainOption table[] = {
    {"--max-model",
     "largest model.bin in bytes, 4096 without it; which of what meets all limits is taken, --prefer says",
     [](TrainOptions& o) { return Setting(&o.max_model); }, a_model, "no model is that small",
     "give at least 16 bytes"},
    {"--max-flash", "most flash of library and model on the chip, bytes",
     [](TrainOptions& o) { return Setting(&o.limits.flash_bytes); }},
    {"--max-ram", "most RAM of an inference on the chip, bytes",
     [](TrainOptions& o) { return Setting(&o.limits.ram_bytes); }},
    {"--max-time-us", "longest mean time of an inference with all outputs, microseconds",
     [](TrainOptions& o) { return Setting(&o.limits.time_us); }, positive,
     "no inference takes so little time", "give microseconds above 0"},
    {"--prefer",
     "which model is taken: of those within one standard error of the best balanced (least shares of the "
     "chip's flash and RAM and of a second, added up), size, speed or energy; or quality, the best. Without "
     "it balanced, and quality where a limit says what a model may cost",
     [](TrainOptions& o) { return Setting(&o.prefer); }},
    {"--mcu", "chip", [](TrainOptions& o) { return Setting(&o.mcu); }},
    {"--bits", "width of weights: 8 or 16 (integers only), 32 (float)",
     [](TrainOptions& o) { return Setting(&o.bits); }, a_width, "{} is no width of weights",
     "use 8, 16 or 32"},
    {"--metric",
     "what to choose by: auc, gini, average_precision, accuracy, balanced_accuracy, precision, recall, "
     "specificity, f1, macro_f1, weighted_f1, kappa, mcc, log_loss, brier; r2, mse, rmse, rmsle, rmspe, "
     "mape, mae, "
     "median_absolute_error",
     [](TrainOptions& o) { return Setting(&o.metric); }},
    {"--axes", "interleaved axes of a series, 0: found out",
     [](TrainOptions& o) { return Setting(&o.data.series.axes); }},
    {"--final",
     "the model that is shipped learns from all rows, and cross-validation gives the figures; so it is "
     "without this "
     "below 1,000 rows or 30 groups, where no option says which rows are held out",
     [](TrainOptions& o) { return Setting(&o.all_rows); }},
    {"--hold-out", "share of the rows that is held out and gives the figures: 0.2 of many rows without it",
     [](TrainOptions& o) { return Setting(&o.hold_out); }, a_part, "{} is no share of the rows",
     "give one between 0 and 1, e.g. 0.2"},
    {"--impute",
     "rows that lack an input: auto (where one in twenty does, the median of the training rows takes its "
     "place, on "
     "the chip too; else they are left out), yes or no",
     [](TrainOptions& o) { return Setting(&o.data.impute); }},
    {"--time-limit", "seconds", [](TrainOptions& o) { return Setting(&o.time_limit); }, positive,
     "the time limit must be above 0", "give seconds, e.g. 60"},
    {"--trials", "number of trials instead of a time limit: the same result on any machine load",
     [](TrainOptions& o) { return Setting(&o.trials); }},
    {"--jobs", "threads, 0: all cores", [](TrainOptions& o) { return Setting(&o.jobs); }},
    {"--seed", "of all random numbers", [](TrainOptions& o) { return Setting(&o.seed); }},
    {"--families", "only these families of models", [](TrainOptions& o) { return Setting(&o.families); }},
    {"--cost-miss",
     "what a missed row of the positive class costs, the second of two (CLASS=COST for another; several "
     "apart by "
     "commas); the cheapest threshold on validation rows becomes part of the model",
     [](TrainOptions& o) { return Setting(&o.decision.cost_miss); }},
    {"--cost-alarm",
     "what a false alarm costs: a row of the other class that is answered positive; 1 without it",
     [](TrainOptions& o) { return Setting(&o.decision.cost_alarm); }},
    {"--sensitivity",
     "share of the positive rows to find, e.g. 0.99 (CLASS=0.99 for those of another class): the threshold "
     "that "
     "does so on validation rows becomes part of the model",
     [](TrainOptions& o) { return Setting(&o.decision.sensitivity); }},
    {"--specificity", "the same for the rows of the other class: share of them without an alarm",
     [](TrainOptions& o) { return Setting(&o.decision.specificity); }},
    {"--threshold", "answer positive above this probability, 0.5 without it",
     [](TrainOptions& o) { return Setting(&o.decision.threshold); }},
    {"--not-sure",
     "share of validation rows, e.g. 5%, for which the model says \"not sure\" instead of a class",
     [](TrainOptions& o) { return Setting(&o.decision.not_sure); }},
    {"--cost-not-sure",
     "what a row left open costs, beside --cost-miss and --cost-alarm, instead of --not-sure",
     [](TrainOptions& o) { return Setting(&o.decision.cost_not_sure); }},
    {"--votes",
     "of windows: what so many of the last answers say is taken, e.g. 3/5; part of the exported code, and of "
     "mote "
     "watch",
     [](TrainOptions& o) { return Setting(&o.votes); }},
    {"--hold", "of windows: answers for which what was taken stays",
     [](TrainOptions& o) { return Setting(&o.hold); }},
    {"--name", "of the model; the data file and the target otherwise",
     [](TrainOptions& o) { return Setting(&o.name); }},
};

/// None of texts, lists, and numbers that are not given.
std::optional<double> number_of(const Setting& setting) {
    return std::visit(
        [](const auto* value) -> std::optional<double> {
            using Value = std::remove_cvref_t<decltype(*value)>;
            if constexpr (std::is_arithmetic_v<Value>)
                return static_cast<double>(*value);
            else if constexpr (std::is_same_v<Value, std::optional<size_t>> ||
                               std::is_same_v<Value, std::optional<double>>)
                return *value ? std::optional(static_cast<double>(**value)) : std::nullopt;
            else
                return std::nullopt;
        },
        setting);
}

/// Answers have an order where rows are windows.
Status check_smoothing(const TrainOptions& options) {
    MOTE_TRY(smoothing, model::smoothing_from(options.votes, options.hold));
    const auto& windows = options.data.windows;
    if (!smoothing || windows.window || windows.automatic) return Done{};
    return Error{ErrorCode::usage, "answers follow each other only where rows are windows of a recording",
                 options.votes.empty() ? "--hold" : "--votes", "give --window too, or leave it out"};
}

}  // namespace

std::span<const TrainOption> train_options() {
    return table;
}

Status check(const TrainOptions& options) {
    TrainOptions copy = options;
    for (const auto& option : table) {
        const auto number = number_of(option.setting(copy));
        if (!number || option.allowed == nullptr || option.allowed(*number)) continue;
        return Error{ErrorCode::usage, fmt::format(fmt::runtime(option.wrong), *number), option.name,
                     option.remedy};
    }
    MOTE_CHECK(quality::parse_decision(options.decision));
    MOTE_CHECK(check_smoothing(options));
    MOTE_CHECK(data::impute_from_name(options.data.impute));
    if (!options.prefer.empty() && !search::prefer_from(options.prefer))
        return Error{ErrorCode::usage, fmt::format("nothing is preferred by '{}'", options.prefer),
                     "--prefer", fmt::format("use one of {}", search::prefer_names)};
    if (options.out.empty())
        return Error{ErrorCode::usage, "no folder for the run", "-o", "give one, e.g. -o run"};
    return Done{};
}

std::string preference(const TrainOptions& options) {
    if (!options.prefer.empty()) return options.prefer;
    return options.max_model || options.limits.any() ? "quality" : "balanced";
}

}  // namespace mote::pipeline
