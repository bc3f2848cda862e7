#include "train/kernels/kernels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "model/binary.hpp"
#include "mote_format.h"
#include "train/base/classes.hpp"
#include "train/base/encoding.hpp"
#include "train/kernels/assemble.hpp"
#include "train/kernels/proposals.hpp"
#include "train/kernels/rounding.hpp"

namespace mote::train::kernels {

namespace {

constexpr size_t most_features = 8000;  // of the pool to choose from
constexpr size_t refinement = 25;  // thresholds a kernel in a second selection, of the first one's kernels
constexpr size_t selection_rows = 3000;   // rows that features are chosen on, and
constexpr size_t most_head_rows = 20000;  // heads are fitted on

/// Header, encoder, heads of the layers, biases, end, checksum: about.
size_t frame_bytes(const TrainingRows& rows, const model::Encoder& encoder) {
    return 22 + rows.targets->scores() + 3 * encoder.entries.size();
}

Penalties penalties_of(const Settings& settings, size_t scores, size_t axes) {
    Penalties penalties;
    penalties.feature =
        1 + static_cast<double>(scores) * (settings.weight_bits == 7 ? 8 : settings.weight_bits) / 8;
    penalties.kernel = settings.kernel_penalty;
    penalties.block = axes > 1 ? 2 : 1;
    penalties.by_steps = settings.by_steps;
    return penalties;
}

/// Orders positions in the training rows so that, of the first ones, a class has half of its share of the rows
/// and half of an even share: rare classes are there as well.
void rare_first(const TrainingRows& rows, std::vector<uint32_t>& positions) {
    const auto& labels = rows.targets->labels;
    const auto totals = base::class_counts(*rows.targets, rows.index);
    const auto classes = static_cast<double>(totals.size());
    std::vector<size_t> seen(totals.size(), 0);
    std::vector<std::pair<double, uint32_t>> order;
    for (uint32_t p : positions) {
        const uint16_t label = labels[rows.index[p]];
        const double share = static_cast<double>(totals[label]) / static_cast<double>(positions.size());
        const double quota = 0.5 * share + 0.5 / classes;
        order.emplace_back(static_cast<double>(++seen[label]) / quota, p);
    }
    std::ranges::sort(order);
    for (size_t i = 0; i < order.size(); ++i) positions[i] = order[i].second;
}

/// Rows of the sample matrix, at most `count` of the training rows, in their order.
std::vector<uint32_t> draw_rows(const TrainingRows& rows, size_t count, Rng& rng) {
    if (rows.size() <= count) return rows.index;
    std::vector<uint32_t> positions(rows.size());
    std::iota(positions.begin(), positions.end(), 0u);
    rng.shuffle(positions);
    if (rows.targets->task != Task::regression) rare_first(rows, positions);
    positions.resize(count);
    std::ranges::sort(positions);
    for (uint32_t& p : positions) p = rows.index[p];
    return positions;
}

/// Drawn rows stand for all rows of their class, then classes are balanced. They count as at most `count` rows.
Objective objective_of(const TrainingRows& rows, std::span<const uint32_t> drawn, size_t count,
                       double balance, const base::TargetScale& scale) {
    auto objective = base::make_objective(rows, drawn, scale);
    const auto& targets = *rows.targets;
    if (targets.task != Task::regression) {
        const auto weights = base::class_weights(base::class_counts(targets, rows.index),
                                                 base::class_counts(targets, drawn), balance);
        for (size_t i = 0; i < drawn.size(); ++i)
            objective.weights(static_cast<Eigen::Index>(i)) =
                static_cast<float>(weights[targets.labels[drawn[i]]]);
    }
    objective.weights *= static_cast<float>(std::min(count, drawn.size())) / objective.weights.sum();
    return objective;
}

/// Numbers of features at which a model leaves the path.
std::vector<size_t> path_sizes(size_t most) {
    std::vector<size_t> sizes;
    for (double size = 4; size < static_cast<double>(most); size = std::max(size + 1, size * 1.12))
        sizes.push_back(static_cast<size_t>(size));
    if (most > 0) sizes.push_back(most);
    return sizes;
}

class KernelCandidate final : public Candidate {
  public:
    KernelCandidate(const Settings& settings, const Goal& goal) : settings_(settings), goal_(goal) {}

    std::string_view family() const override { return "kernels"; }
    std::string describe() const override {
        const std::string kind = settings_.differences
                                     ? fmt::format("differences x{}", 1 << settings_.gain_log2)
                                 : settings_.triples ? "kernels of 2 and 3"
                                                     : "kernels of 2";
        return fmt::format("{}{}{} parts {}{} stride {} int{} ridge {} balance {} price {} refined {}", kind,
                           settings_.padded ? " padded" : "", settings_.copies > 0 ? " augmented" : "",
                           settings_.segments.size(), settings_.by_steps ? " by steps" : "",
                           1 << settings_.stride_log2, settings_.weight_bits, settings_.ridge,
                           settings_.balance, settings_.kernel_penalty, refinement);
    }
    size_t model_bytes() const override { return std::min<size_t>(goal_.max_model_bytes, 4096); }
    bool accepts_soft_targets() const override { return true; }
    std::vector<std::unique_ptr<Candidate>> neighbours(const TrainingRows& rows,
                                                       const Goal& goal) const override;

    Result<std::vector<model::Model>> train(const TrainingRows& rows, const Effort& effort) const override {
        Rng rng(effort.seed);
        const auto stop = [&] { return effort.stop.stop_requested(); };
        const auto encoder = encoder_of(rows);
        const auto frame = base::frame_of(rows, rows.index);
        const TrainingRows learnt = with_copies(rows, effort.seed);
        const auto drawn = draw_rows(learnt, scaled(selection_rows, effort, 300), rng);
        const Series series = encode_series(learnt, drawn, encoder, activation());
        Pool pool = make_pool(series, pool_settings(rows, effort), rng);
        if (pool.features.empty())
            return Error{ErrorCode::usage, "the series is too short for kernels of nine taps", "",
                         "use another family"};
        const Objective objective = objective_of(learnt, drawn, rows.size(), settings_.balance, frame.scale);
        const auto limits = selection(rows, frame_bytes(rows, encoder));
        if (stop()) return interrupted();
        auto chosen = select(objective, series, pool, limits, stop);
        if (!chosen.empty() && !stop()) {
            pool = refine_pool(series, pool, chosen, refinement);
            chosen = select(objective, series, pool, limits, stop);
        }
        if (stop()) return interrupted();
        if (chosen.empty()) chosen.push_back(0);  // nothing helps: one feature and the bias
        return models_of_path(learnt, effort, encoder, pool, chosen, frame, rng);
    }

  private:
    /// The usual encoder with a gain: what is beyond the range saturates, the small slopes are finer.
    model::Encoder encoder_of(const TrainingRows& rows) const {
        auto encoder = base::choose_encoder(rows, model::Activation::i8);
        for (auto& entry : encoder.entries) {
            if (std::abs(entry.exponent + settings_.gain_log2) > MOTE_MAX_EXPONENT ||
                std::abs(entry.offset) > 1 << 26)
                continue;
            entry.exponent = static_cast<int8_t>(entry.exponent + settings_.gain_log2);
            entry.offset = static_cast<int32_t>(std::lround(std::ldexp(entry.offset, settings_.gain_log2)));
        }
        return encoder;
    }
    model::Activation activation() const {
        return settings_.weight_bits == 16 ? model::Activation::i16 : model::Activation::i8;
    }
    TrainingRows with_copies(const TrainingRows& rows, uint64_t seed) const {
        if (settings_.copies == 0) return rows;
        return base::with_augmented_copies(rows, settings_.augmentation, settings_.copies, seed);
    }
    static std::vector<uint32_t> select(const Objective& objective, const Series& series, const Pool& pool,
                                        const SelectionSettings& limits, const std::function<bool()>& stop) {
        const auto counts = count_features(series, pool.features, pool.sampling);
        std::vector<uint32_t> chosen;
        select_features(objective, {pool.features, counts.data(), series.rows}, limits, stop, chosen);
        return chosen;
    }
    static Error interrupted() { return {ErrorCode::interrupted, "training was stopped", "", ""}; }
    static size_t scaled(size_t full, const Effort& effort, size_t least) {
        return std::max(least, static_cast<size_t>(static_cast<double>(full) * effort.fidelity));
    }
    PoolSettings pool_settings(const TrainingRows& rows, const Effort& effort) const {
        PoolSettings out;
        out.dilations = usual_dilations(rows.shape.steps, settings_.padded);
        out.segments = settings_.segments;
        out.triples = settings_.triples;
        out.features = scaled(most_features, effort, 500);
        out.padded = settings_.padded;
        out.stride_log2 = settings_.stride_log2;
        out.differences = settings_.differences;
        while (((rows.shape.steps - 1) >> out.stride_log2) >= 255) ++out.stride_log2;
        return out;
    }
    SelectionSettings selection(const TrainingRows& rows, size_t frame) const {
        SelectionSettings out;
        out.penalties = penalties_of(settings_, rows.targets->scores(), rows.shape.axes);
        out.ridge = settings_.ridge;
        out.most = std::min<size_t>(255, rows.size() / 3 + 4);
        out.most_bytes = model_bytes() > frame ? model_bytes() - frame : 1;
        return out;
    }

    /// Weights of the head last fitted, by feature: where the next fit starts.
    struct Heads {
        Eigen::RowVectorXd bias;
        std::map<Feature, Eigen::RowVectorXd> weights;
    };
    static Eigen::MatrixXd start_from(const Heads& known, const std::vector<Feature>& features,
                                      const Objective& objective) {
        Eigen::MatrixXd start =
            Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(features.size()) + 1, objective.scores());
        if (known.bias.size() > 0) start.row(0) = known.bias;
        for (size_t i = 0; i < features.size(); ++i)
            if (const auto found = known.weights.find(features[i]); found != known.weights.end())
                start.row(static_cast<Eigen::Index>(i) + 1) = found->second;
        return start;
    }
    static void keep(Heads& known, const std::vector<Feature>& features, const Eigen::MatrixXd& head) {
        known.bias = head.row(0);
        for (size_t i = 0; i < features.size(); ++i)
            known.weights[features[i]] = head.row(static_cast<Eigen::Index>(i) + 1);
    }
    /// Rows for the heads: fewer where a Newton step is dear.
    size_t head_rows(size_t features, size_t scores) const {
        const double step = static_cast<double>(features * features * scores) + 1;
        return std::min(most_head_rows, std::max<size_t>(3000, static_cast<size_t>(1e9 / step)));
    }

    Result<std::vector<model::Model>> models_of_path(const TrainingRows& learnt, const Effort& effort,
                                                     const model::Encoder& encoder, const Pool& pool,
                                                     const std::vector<uint32_t>& chosen,
                                                     const base::Frame& frame, Rng& rng) const {
        const size_t most = scaled(head_rows(chosen.size(), learnt.targets->scores()), effort, 1000);
        const auto drawn = draw_rows(learnt, most, rng);
        const Series series = encode_series(learnt, drawn, encoder, activation());
        const Objective objective = objective_of(learnt, drawn, learnt.size() / (settings_.copies + 1),
                                                 settings_.balance, frame.scale);
        std::vector<model::Model> models;
        Heads known;
        for (size_t size : path_sizes(chosen.size())) {
            if (effort.stop.stop_requested()) return interrupted();
            std::vector<Feature> features;
            for (size_t i = 0; i < size; ++i) features.push_back(pool.features[chosen[i]]);
            std::ranges::sort(features);
            models.push_back(fit_model(encoder, pool.sampling, features, series, objective, frame, known));
        }
        return models;
    }

    model::Model fit_model(const model::Encoder& encoder, const Sampling& sampling,
                           const std::vector<Feature>& features, const Series& series,
                           const Objective& objective, const base::Frame& frame, Heads& known) const {
        const auto counts = count_features(series, features, sampling);
        std::vector<uint32_t> all(features.size());
        std::iota(all.begin(), all.end(), 0u);
        const Design design = make_design({features, counts.data(), series.rows}, all);
        const auto head =
            fit_head(objective, design.matrix, settings_.ridge, start_from(known, features, objective), 8);
        keep(known, features, head);
        const auto integers =
            round_head(objective, design, head, settings_.ridge, HeadFormat::of(settings_.weight_bits));
        return assemble(frame, encoder, sampling, features, integers, settings_.weight_bits);
    }

    Settings settings_;
    Goal goal_;
};

std::vector<std::unique_ptr<Candidate>> KernelCandidate::neighbours(const TrainingRows& rows,
                                                                    const Goal& goal) const {
    std::vector<std::unique_ptr<Candidate>> out;
    for (const auto& settings : settings_near(settings_, rows, goal))
        out.push_back(make_candidate(settings, goal));
    return out;
}

class KernelFamily final : public Family {
  public:
    std::string_view name() const override { return "kernels"; }
    std::vector<std::unique_ptr<Candidate>> candidates(const TrainingRows& rows,
                                                       const Goal& goal) const override {
        std::vector<std::unique_ptr<Candidate>> out;
        if (goal.bits > 16 || rows.shape.steps < 10 || rows.shape.axes > 255) return out;
        for (const auto& settings : proposals(rows, goal)) out.push_back(make_candidate(settings, goal));
        return out;
    }
};

}  // namespace

std::unique_ptr<Candidate> make_candidate(const Settings& settings, const Goal& goal) {
    return std::make_unique<KernelCandidate>(settings, goal);
}

const Family& family() {
    static const KernelFamily instance;
    return instance;
}

}  // namespace mote::train::kernels
