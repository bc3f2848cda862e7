#include "train/kernels/kernels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "model/binary.hpp"
#include "mote_format.h"
#include "train/kernels/assemble.hpp"
#include "train/kernels/proposals.hpp"
#include "train/network/encoding.hpp"
#include "train/wanted.hpp"

namespace mote::train::kernels {

namespace {

/// Header, encoder, heads of the layers, biases, end, checksum: about.
size_t frame_bytes(const TrainingRows& rows, const model::Encoder& encoder) {
    return 22 + rows.targets->scores() + 3 * encoder.entries.size();
}

Prices prices_of(const Settings& settings, size_t scores, size_t axes) {
    Prices prices;
    prices.feature =
        1 + static_cast<double>(scores) * (settings.weight_bits == 7 ? 8 : settings.weight_bits) / 8;
    prices.kernel = settings.kernel_price;
    prices.block = axes > 1 ? 2 : 1;
    prices.by_steps = settings.by_steps;
    return prices;
}

std::vector<uint32_t> draw_positions(const TrainingRows& rows, size_t count, Rng& rng) {
    std::vector<uint32_t> positions(rows.size());
    std::iota(positions.begin(), positions.end(), 0u);
    if (positions.size() <= count) return positions;
    rng.shuffle(positions);
    if (rows.targets->task !=
        Task::regression) {  // every class as it comes, but rare ones at least 1 in 2 classes
        const size_t classes = rows.targets->classes.size();
        std::vector<size_t> seen(classes, 0);
        std::vector<std::pair<double, uint32_t>> order;
        std::vector<size_t> totals(classes, 0);
        for (uint32_t p : positions) ++totals[rows.targets->labels[rows.index[p]]];
        for (uint32_t p : positions) {
            const uint16_t label = rows.targets->labels[rows.index[p]];
            const double share = static_cast<double>(totals[label]) / static_cast<double>(positions.size());
            const double quota = 0.5 * share + 0.5 / static_cast<double>(classes);
            order.emplace_back(static_cast<double>(++seen[label]) / quota, p);
        }
        std::ranges::sort(order);
        for (size_t i = 0; i < count; ++i) positions[i] = order[i].second;
    }
    positions.resize(count);
    std::ranges::sort(positions);
    return positions;
}

TargetUnits units_of(const TrainingRows& rows) {
    TargetUnits units;
    if (rows.targets->task != Task::regression) return units;
    double sum = 0, squares = 0;
    for (uint32_t r : rows.index) sum += static_cast<double>(rows.targets->values[r]);
    units.mean = sum / static_cast<double>(rows.size());
    for (uint32_t r : rows.index) {
        const double d = static_cast<double>(rows.targets->values[r]) - units.mean;
        squares += d * d;
    }
    const double deviation = std::sqrt(squares / static_cast<double>(rows.size()));
    if (deviation > 0) units.deviation = std::exp2(std::round(std::log2(deviation)));
    return units;
}

/// Weight of each class: drawn rows stand for all rows of their class, then balanced.
std::vector<double> class_weights(const TrainingRows& rows, std::span<const uint32_t> positions,
                                  double balance) {
    const size_t classes = rows.targets->classes.size();
    std::vector<double> all(classes, 0), drawn(classes, 0), out(classes, 1);
    for (uint32_t r : rows.index) ++all[rows.targets->labels[r]];
    for (uint32_t p : positions) ++drawn[rows.targets->labels[rows.index[p]]];
    for (size_t c = 0; c < classes; ++c) {
        if (drawn[c] == 0) continue;
        const double share = all[c] / static_cast<double>(rows.size());
        const double wanted = std::pow(share * static_cast<double>(classes), -balance) * share;
        out[c] = wanted / drawn[c];
    }
    return out;
}

Aim aim_of(const TrainingRows& rows, std::span<const uint32_t> positions, double balance,
           const TargetUnits& units) {
    const auto& targets = *rows.targets;
    const auto n = static_cast<Eigen::Index>(positions.size());
    Aim aim{targets.task, Eigen::MatrixXf::Zero(n, static_cast<Eigen::Index>(targets.scores())),
            Eigen::VectorXf::Ones(n)};
    std::vector<double> weights;
    if (targets.task != Task::regression) weights = class_weights(rows, positions, balance);
    for (Eigen::Index i = 0; i < n; ++i) {
        const uint32_t row = rows.index[positions[static_cast<size_t>(i)]];
        for (Eigen::Index k = 0; k < aim.targets.cols(); ++k)
            aim.targets(i, k) = wanted(rows, row, static_cast<size_t>(k));
        if (targets.task == Task::regression) {
            aim.targets(i, 0) =
                static_cast<float>((static_cast<double>(aim.targets(i, 0)) - units.mean) / units.deviation);
        } else {
            aim.weights(i) = static_cast<float>(weights[targets.labels[row]]);
        }
    }
    aim.weights *= static_cast<float>(n) / aim.weights.sum();
    return aim;
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
        return fmt::format("{}{} parts {}{} stride {} int{} ridge {} balance {} price {} refined {}", kind,
                           settings_.padded ? " padded" : "", settings_.parts.size(),
                           settings_.by_steps ? " by steps" : "", 1 << settings_.stride_log2,
                           settings_.weight_bits, settings_.ridge, settings_.balance, settings_.kernel_price,
                           settings_.refinement);
    }
    size_t model_bytes() const override { return std::min<size_t>(goal_.max_model_bytes, 4096); }
    bool takes_advice() const override { return true; }
    std::vector<std::unique_ptr<Candidate>> neighbours(const TrainingRows& rows,
                                                       const Goal& goal) const override;

    Result<std::vector<model::Model>> train(const TrainingRows& rows, const Effort& effort) const override {
        Rng rng(effort.seed);
        const auto stop = [&] { return effort.stop.stop_requested(); };
        const auto encoder = encoder_of(rows);
        const auto units = units_of(rows);
        const auto drawn = draw_positions(rows, scaled(settings_.selection_rows, effort, 300), rng);
        const Series series = encode_series(rows, drawn, encoder, activation());
        Pool pool = make_pool(series, pool_settings(rows, effort), rng);
        if (pool.features.empty())
            return Error{ErrorCode::usage, "the series is too short for kernels of nine taps", "",
                         "use another family"};
        const Aim aim = aim_of(rows, drawn, settings_.balance, units);
        const auto limits = selection(rows, frame_bytes(rows, encoder));
        if (stop()) return interrupted();
        auto chosen = select(aim, series, pool, limits, stop);
        if (settings_.refinement > 0 && !chosen.empty() && !stop()) {
            pool = refine_pool(series, pool, chosen, settings_.refinement);
            chosen = select(aim, series, pool, limits, stop);
        }
        if (stop()) return interrupted();
        if (chosen.empty()) chosen.push_back(0);  // nothing helps: one feature and the bias
        return models_of_path(rows, effort, encoder, pool, chosen, units, rng);
    }

  private:
    /// The usual encoder with a gain: what is beyond the range saturates, the small slopes are finer.
    model::Encoder encoder_of(const TrainingRows& rows) const {
        auto encoder = network::choose_encoder(rows, model::Activation::i8);
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
    static std::vector<uint32_t> select(const Aim& aim, const Series& series, const Pool& pool,
                                        const SelectionSettings& limits, const std::function<bool()>& stop) {
        const auto counts = count_features(series, pool.features, pool.sampling);
        std::vector<uint32_t> chosen;
        select_features(aim, {pool.features, counts.data(), series.rows}, limits, stop, chosen);
        return chosen;
    }
    static Error interrupted() { return {ErrorCode::interrupted, "training was stopped", "", ""}; }
    static size_t scaled(size_t full, const Effort& effort, size_t least) {
        return std::max(least, static_cast<size_t>(static_cast<double>(full) * effort.fidelity));
    }
    PoolSettings pool_settings(const TrainingRows& rows, const Effort& effort) const {
        PoolSettings out;
        out.dilations = usual_dilations(rows.shape.steps, settings_.padded);
        out.parts = settings_.parts;
        out.triples = settings_.triples;
        out.thresholds = settings_.thresholds;
        out.features = scaled(settings_.pool, effort, 500);
        out.padded = settings_.padded;
        out.stride_log2 = settings_.stride_log2;
        out.differences = settings_.differences;
        while (((rows.shape.steps - 1) >> out.stride_log2) >= 255) ++out.stride_log2;
        return out;
    }
    SelectionSettings selection(const TrainingRows& rows, size_t frame) const {
        SelectionSettings out;
        out.prices = prices_of(settings_, rows.targets->scores(), rows.shape.axes);
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
                                      const Aim& aim) {
        Eigen::MatrixXd start =
            Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(features.size()) + 1, aim.scores());
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
        return std::min(settings_.head_rows, std::max<size_t>(3000, static_cast<size_t>(1e9 / step)));
    }

    Result<std::vector<model::Model>> models_of_path(const TrainingRows& rows, const Effort& effort,
                                                     const model::Encoder& encoder, const Pool& pool,
                                                     const std::vector<uint32_t>& chosen,
                                                     const TargetUnits& units, Rng& rng) const {
        const auto drawn =
            draw_positions(rows, scaled(head_rows(chosen.size(), rows.targets->scores()), effort, 1000), rng);
        const Series series = encode_series(rows, drawn, encoder, activation());
        const Aim aim = aim_of(rows, drawn, settings_.balance, units);
        std::vector<model::Model> models;
        Heads known;
        for (size_t size : path_sizes(chosen.size())) {
            if (effort.stop.stop_requested()) return interrupted();
            std::vector<Feature> features;
            for (size_t i = 0; i < size; ++i) features.push_back(pool.features[chosen[i]]);
            std::ranges::sort(features);
            models.push_back(fit_model(rows, encoder, pool.sampling, features, series, aim, units, known));
        }
        return models;
    }

    model::Model fit_model(const TrainingRows& rows, const model::Encoder& encoder, const Sampling& sampling,
                           const std::vector<Feature>& features, const Series& series, const Aim& aim,
                           const TargetUnits& units, Heads& known) const {
        const auto counts = count_features(series, features, sampling);
        std::vector<uint32_t> all(features.size());
        std::iota(all.begin(), all.end(), 0u);
        const Design design = make_design({features, counts.data(), series.rows}, all);
        const auto head = fit_head(aim, design.matrix, settings_.ridge, start_from(known, features, aim), 8);
        keep(known, features, head);
        const auto integers =
            round_head(aim, design, head, settings_.ridge, HeadFormat::of(settings_.weight_bits));
        return assemble(rows, encoder, sampling, features, integers, settings_.weight_bits, units);
    }

    Settings settings_;
    Goal goal_;
};

std::vector<std::unique_ptr<Candidate>> KernelCandidate::neighbours(const TrainingRows&,
                                                                    const Goal& goal) const {
    std::vector<std::unique_ptr<Candidate>> out;
    for (const auto& settings : settings_near(settings_, goal)) out.push_back(make_candidate(settings, goal));
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
