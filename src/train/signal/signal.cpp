#include "train/signal/signal.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "model/binary.hpp"
#include "train/base/augmentation.hpp"
#include "train/signal/assemble.hpp"
#include "train/signal/menu.hpp"

namespace mote::train::signal {

namespace {

constexpr uint16_t least_steps = 8;

/// As many columns as the table will have, without rows: for candidates that ask.
TrainingRows outline(const TrainingRows& rows, uint8_t stride_log2) {
    const uint32_t counted = ((rows.shape.steps - 1u) >> stride_log2) + 1;
    size_t columns = 0;
    for (const auto& source : menu(rows.shape.axes, model::widest_signal(counted), counted))
        columns += source.features.size();
    TrainingRows out = rows;
    out.samples = std::make_shared<SampleMatrix>(std::vector<int16_t>(columns), columns);
    out.shape = {1, static_cast<uint16_t>(columns)};
    out.columns.assign(columns, "");
    return out;
}

/// What is screened out before trees are trained: few columns for a small chip, more for a better answer; with the
/// level that a sensor rests at, and without.
constexpr Screen screens[] = {
    {6, 1.0 / 1500, false}, {6, 1.0 / 1500, true}, {16, 1.0 / 8000, false}, {16, 1.0 / 8000, true}};

class SignalCandidate final : public Candidate {
  public:
    SignalCandidate(std::shared_ptr<const Candidate> tail, Settings settings, const Goal& goal,
                    std::shared_ptr<Tables> tables)
        : tail_(std::move(tail)), settings_(settings), goal_(goal), tables_(std::move(tables)) {}

    std::string_view family() const override { return "signal"; }
    std::string describe() const override {
        return fmt::format(
            "{} statistics at {:.2g} a KB{}{}{}, {}", settings_.screen.columns, 1024 * settings_.screen.price,
            settings_.screen.free_of_level ? ", free of level" : "",
            settings_.copies > 0 ? ", augmented" : "",
            settings_.stride_log2 == 0 ? "" : fmt::format(", stride {}", 1 << settings_.stride_log2),
            tail_->describe());
    }
    size_t model_bytes() const override { return tail_->model_bytes(); }
    bool accepts_soft_targets() const override { return tail_->accepts_soft_targets(); }

    Result<std::vector<model::Model>> train(const TrainingRows& rows, const Effort& effort) const override {
        MOTE_TRY(kept, tables_->of(rows, settings_.stride_log2, settings_.copies, effort));
        const Table& table = *kept;
        const TrainingRows all = rows_of(table, rows);
        const auto features = feature_rows(all, table, screen(all, table, settings_.screen));
        MOTE_TRY(path, tail_->train(features.rows, effort));
        return models_of(table, features.columns, path, !rows.samples->integral());
    }

    std::vector<std::unique_ptr<Candidate>> neighbours(const TrainingRows& rows,
                                                       const Goal& goal) const override {
        std::vector<std::unique_ptr<Candidate>> out;
        for (auto& tail : tail_->neighbours(outline(rows, settings_.stride_log2), goal))
            out.push_back(std::make_unique<SignalCandidate>(std::move(tail), settings_, goal, tables_));
        const auto vary = [&](auto change) {
            Settings other = settings_;
            change(other);
            out.push_back(std::make_unique<SignalCandidate>(tail_, other, goal, tables_));
        };
        vary([](Settings& s) { s.screen.columns = std::max<size_t>(2, s.screen.columns / 2); });
        vary([](Settings& s) { s.screen.columns = std::min<size_t>(64, s.screen.columns * 2); });
        vary([](Settings& s) { s.screen.price /= 3; });
        vary([](Settings& s) { s.screen.price *= 2; });
        vary([](Settings& s) { s.screen.free_of_level = !s.screen.free_of_level; });
        if (rows.size() < base::most_augmented_rows)
            vary([&](Settings& s) { s.copies = s.copies > 0 ? 0 : base::augmented_copies(rows.size()); });
        return out;
    }

  private:
    Result<std::vector<model::Model>> models_of(const Table& table, const std::vector<size_t>& columns,
                                                const std::vector<model::Model>& path, bool raw_float) const {
        std::vector<model::Model> out;
        for (const auto& tail : path) {
            MOTE_TRY(model, assemble(table, columns, tail));
            model.encoder.raw_float = raw_float;
            const auto binary = model::to_binary(model);
            if (binary && binary->size() <= goal_.max_model_bytes) out.push_back(std::move(model));
        }
        if (out.empty())
            return Error{ErrorCode::usage, "no model of features is that small", "--max-model",
                         "allow more bytes"};
        return out;
    }

    std::shared_ptr<const Candidate> tail_;
    Settings settings_;
    Goal goal_;
    std::shared_ptr<Tables> tables_;
};

class SignalFamily final : public Family {
  public:
    explicit SignalFamily(std::vector<const Family*> tails) : tails_(std::move(tails)) {}

    std::string_view name() const override { return "signal"; }

    std::vector<std::unique_ptr<Candidate>> candidates(const TrainingRows& rows,
                                                       const Goal& goal) const override {
        std::vector<std::unique_ptr<Candidate>> out;
        if (rows.shape.steps < least_steps || rows.shape.axes > 255) return out;
        const auto features = outline(rows, 0);
        const auto tables = std::make_shared<Tables>();
        const auto tails = tails_in_turn(features, goal);
        const auto propose = [&](const auto& tail, const Screen& screen, size_t copies) {
            out.push_back(std::make_unique<SignalCandidate>(tail, Settings{screen, 0, copies}, goal, tables));
        };
        const size_t copies = rows.size() < base::few_rows ? base::augmented_copies(rows.size()) : 0;
        // what is screened matters more than what follows: the first of each kind meets every screen early
        for (const auto& tail : tails) {
            if (copies > 0) propose(tail, screens[0], 0);
            for (const Screen& screen : screens) propose(tail, screen, copies);
        }
        return out;
    }

  private:
    /// Candidates of the families, which take turns.
    std::vector<std::shared_ptr<const Candidate>> tails_in_turn(const TrainingRows& features,
                                                                const Goal& goal) const {
        std::vector<std::vector<std::unique_ptr<Candidate>>> of_family;
        size_t most = 0;
        for (const Family* family : tails_) {
            of_family.push_back(family->candidates(features, goal));
            most = std::max(most, of_family.back().size());
        }
        std::vector<std::shared_ptr<const Candidate>> out;
        for (size_t i = 0; i < most; ++i)
            for (auto& candidates : of_family)
                if (i < candidates.size()) out.push_back(std::move(candidates[i]));
        return out;
    }

    std::vector<const Family*> tails_;
};

}  // namespace

std::unique_ptr<Candidate> make_candidate(std::shared_ptr<const Candidate> tail, Settings settings,
                                          const Goal& goal) {
    return std::make_unique<SignalCandidate>(std::move(tail), settings, goal, std::make_shared<Tables>());
}

std::unique_ptr<Family> make_family(std::vector<const Family*> tails) {
    return std::make_unique<SignalFamily>(std::move(tails));
}

}  // namespace mote::train::signal
