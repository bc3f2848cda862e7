#include "train/grown/grown.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "train/base/decay.hpp"
#include "train/grown/trainer.hpp"

namespace mote::train::grown {

namespace {

constexpr size_t largest_model = 1280;  // beyond, other families are better and this one takes long
constexpr size_t most_scores = 100;
constexpr size_t most_arena = 8;  // bytes that an input takes in the arena, at most, neurons included

class GrownCandidate : public Candidate {
  public:
    explicit GrownCandidate(Settings settings) : settings_(settings) {}
    std::string_view family() const override { return "grown"; }
    std::string describe() const override {
        return fmt::format("grown {} links{}{}, {} bits, decay {:.2g}", settings_.most_connections,
                           settings_.sources.runs ? " and runs" : "",
                           settings_.sources.augmentation.any() ? ", augmented" : "", weight_bits,
                           settings_.decay);
    }
    size_t model_bytes() const override { return settings_.max_bytes; }
    Result<std::vector<model::Model>> train(const TrainingRows& rows, const Effort& effort) const override {
        return grown::train(rows, effort, settings_);
    }
    std::vector<std::unique_ptr<Candidate>> neighbours(const TrainingRows& rows, const Goal&) const override;

  private:
    Settings settings_;
};

bool applies(const TrainingRows& rows, const Goal& goal) {
    const size_t inputs = rows.samples->columns();
    return goal.bits != 32 && rows.size() >= 4 && inputs > 0 && rows.targets->scores() <= most_scores &&
           inputs * 2 + 600 <= std::max<size_t>(goal.max_ram_bytes, most_arena);
}

/// A little earlier or later, slower or faster, and noisier; of few rows stronger or weaker, too.
Settings augmented(Settings s, const TrainingRows& rows) {
    auto& augmentation = s.sources.augmentation;
    if (rows.size() < base::few_rows) {
        augmentation = base::augmentation_for(rows);
    } else {
        augmentation.shift = 0.005f * static_cast<float>(rows.shape.steps);
        augmentation.stretch = 0.02f;
    }
    augmentation.noise = 0.2f;
    return s;
}

std::vector<std::unique_ptr<Candidate>> GrownCandidate::neighbours(const TrainingRows& rows,
                                                                   const Goal&) const {
    std::vector<std::unique_ptr<Candidate>> out;
    const auto vary = [&](auto change) {
        Settings s = settings_;
        change(s);
        out.push_back(make_candidate(s));
    };
    for (const int step : {-1, 1})
        vary([&](Settings& s) {
            const int most = static_cast<int>(s.most_connections) + step;
            s.most_connections = static_cast<size_t>(std::clamp(most, 2, 6));
        });
    for (const float factor : {1.0f / 3, 3.0f})
        vary([&](Settings& s) { s.decay = std::clamp(s.decay * factor, 0.001f, 3.0f); });
    if (rows.shape.ordered() && !settings_.sources.augmentation.any())
        out.push_back(make_candidate(augmented(settings_, rows)));
    return out;
}

class GrownFamily : public Family {
  public:
    std::string_view name() const override { return "grown"; }
    std::vector<std::unique_ptr<Candidate>> candidates(const TrainingRows& rows,
                                                       const Goal& goal) const override {
        std::vector<std::unique_ptr<Candidate>> out;
        if (!applies(rows, goal)) return out;
        Settings s;
        s.max_bytes = std::min(goal.max_model_bytes, largest_model);
        s.sources.runs = rows.shape.ordered();
        s.decay = std::max(s.decay, base::decay_for(rows.size()));
        out.push_back(make_candidate(s));
        if (rows.shape.ordered()) out.push_back(make_candidate(augmented(s, rows)));
        const bool few = rows.shape.ordered() && rows.size() < base::few_rows;
        s.most_connections = 2;
        out.push_back(make_candidate(few ? augmented(s, rows) : s));
        s.most_connections = 4;
        s.decay *= 3;
        out.push_back(make_candidate(few ? augmented(s, rows) : s));
        return out;
    }
};

}  // namespace

std::unique_ptr<Candidate> make_candidate(Settings settings) {
    return std::make_unique<GrownCandidate>(settings);
}

const Family& family() {
    static const GrownFamily instance;
    return instance;
}

}  // namespace mote::train::grown
