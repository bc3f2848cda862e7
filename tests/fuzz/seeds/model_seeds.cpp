#include <map>

#include "compiled_chip/any_model.hpp"
#include "sample_models.hpp"
#include "seeds.hpp"

namespace mote::fuzz {
namespace {

/// Random models: of each kind, with one score and with several, the one closest to a size at which each of its parts
/// has something in it.
void keep_random_models(const fs::path& corpus) {
    constexpr uint64_t tries = 2000;
    constexpr int size = 150;
    std::map<std::string, Bytes> chosen;
    const auto distance = [](const Bytes& bytes) { return std::abs(static_cast<int>(bytes.size()) - size); };
    for (uint64_t seed = 0; seed < tries; ++seed) {
        const auto any = testing::any_model(seed);
        auto bytes = model::to_binary(any.model).value();
        auto& kept = chosen["any_" + any.kind + (any.model.scores > 1 ? "_classes" : "")];
        if (kept.empty() || distance(bytes) < distance(kept)) kept = std::move(bytes);
    }
    for (const auto& [name, bytes] : chosen) keep_model(corpus, name, bytes);
}

/// Models that decide by thresholds of their own: every part of a decision.
void keep_decisions(const fs::path& corpus) {
    for (const auto& recipe : testing::recipes()) {
        auto model = testing::model_of(recipe);
        if (model.task == Task::regression) continue;
        model::Decision decision{0, {}, 0, 300};
        if (model.task == Task::binary) decision.low = -70;
        if (model.task == Task::multiclass) decision.penalties.assign(model.scores, 9);
        model.slope = model::Slope{1, 40};
        keep_model(corpus, "calibrated_" + recipe.name, model::to_binary(model).value());
        model.decision = decision;
        keep_model(corpus, "decides_" + recipe.name, model::to_binary(model).value());
    }
}

}  // namespace

void keep_model(const fs::path& corpus, const std::string& name, const Bytes& binary) {
    keep(corpus, "model_bytes", name, binary);
    keep(corpus, "model_export", name, binary);
}

void keep_models(const fs::path& corpus) {
    for (const auto& recipe : testing::recipes()) {
        const auto package = testing::make_package(recipe);
        keep_model(corpus, recipe.name, package.binary);
        if (package.columns.size() < 30) keep(corpus, "model_file", recipe.name, model::pack(package));
    }
    keep_random_models(corpus);
    keep_decisions(corpus);
}

}  // namespace mote::fuzz
