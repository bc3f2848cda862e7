#include "train/grown/trainer.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/rng.hpp"
#include "model/binary.hpp"
#include "train/grown/exporter.hpp"
#include "train/grown/tuning.hpp"

namespace mote::train::grown {

namespace {

constexpr size_t most_neurons = 255;
constexpr size_t most_models = 120;
constexpr double astray = 1.3;  // times the least loss so far
constexpr double no_better = 1.02;
constexpr size_t most_returns = 3;

/// Regression: values with mean 0 and a deviation near 1; what undoes that goes into the frame.
void scale_targets(const Targets& targets, const std::vector<uint32_t>& rows, Frame& frame, Aim& aim) {
    double square = 0;
    for (uint32_t r : rows)
        frame.target_mean += static_cast<double>(targets.values[r]) / static_cast<double>(rows.size());
    for (uint32_t r : rows) {
        const double d = static_cast<double>(targets.values[r]) - frame.target_mean;
        square += d * d / static_cast<double>(rows.size());
    }
    if (square > 0) frame.target_exponent = static_cast<int>(std::lround(std::log2(std::sqrt(square))));
    for (size_t i = 0; i < rows.size(); ++i)
        aim.wanted(static_cast<Eigen::Index>(i), 0) = static_cast<float>(std::ldexp(
            static_cast<double>(targets.values[rows[i]]) - frame.target_mean, -frame.target_exponent));
}

Aim make_aim(const Targets& targets, const std::vector<uint32_t>& rows, Frame& frame) {
    Aim aim{targets.task, {}};
    aim.wanted = Eigen::MatrixXf::Zero(static_cast<Eigen::Index>(rows.size()),
                                       static_cast<Eigen::Index>(targets.scores()));
    if (targets.task == Task::regression) {
        scale_targets(targets, rows, frame, aim);
        return aim;
    }
    for (size_t i = 0; i < rows.size(); ++i) {
        const uint16_t label = targets.labels[rows[i]];
        const auto r = static_cast<Eigen::Index>(i);
        if (targets.task == Task::binary) {
            aim.wanted(r, 0) = label;
        } else {
            aim.wanted(r, label) = 1;
        }
    }
    return aim;
}

Frame make_frame(const TrainingRows& rows) {
    Frame frame;
    frame.task = rows.targets->task;
    frame.shape = rows.shape;
    frame.raw_float = !rows.samples->integral();
    return frame;
}

SourceSettings source_settings(const Settings& settings, const Effort& effort) {
    SourceSettings out = settings.sources;
    out.share *= effort.fidelity;
    return out;
}

class Trainer {
  public:
    Trainer(const TrainingRows& rows, const Effort& effort, const Settings& settings)
        : settings_(settings),
          effort_(effort),
          rng_(Rng::fork(effort.seed, 17)),
          frame_(make_frame(rows)),
          sources_(make_sources(rows, source_settings(settings, effort), effort.seed)),
          aim_(make_aim(*rows.targets, sources_.rows, frame_)),
          network_(sources_.sources.size(), rows.targets->scores()),
          weight_of_row_(static_cast<double>(rows.size()) / static_cast<double>(sources_.proposal_rows)) {}

    Result<std::vector<model::Model>> run() {
        start_biases();
        MOTE_TRY(size, snapshot());
        double next = static_cast<double>(size) + 4, bits = static_cast<double>(size) * 8;
        for (size_t idle = 0; idle < 3 && !full_ && models_.size() < most_models;) {
            if (effort_.stop.stop_requested())
                return Error{ErrorCode::interrupted, "training was stopped", "", ""};
            const double added = grow();
            idle = added > 0 ? 0 : idle + 1;
            bits += added;
            if (bits / 8 < std::min(next, static_cast<double>(settings_.max_bytes))) continue;
            MOTE_TRY(now, snapshot());
            bits = static_cast<double>(now) * 8;
            // a size that was no better is made up for by the next piece, so that the path has no gaps
            next = static_cast<double>(now) * (now == last_size_ ? settings_.size_step : 1.0) + 3;
        }
        if (!full_) {
            MOTE_TRY(last, snapshot());
            (void)last;
        }
        if (models_.empty())
            return Error{ErrorCode::usage, "no grown network is that small", "--max-model",
                         "allow more bytes"};
        return std::move(models_);
    }

  private:
    void start_biases() {
        if (aim_.task == Task::regression) return;
        for (size_t k = 0; k < network_.outputs; ++k) {
            const double share = std::clamp(
                static_cast<double>(aim_.wanted.col(static_cast<Eigen::Index>(k)).mean()), 1e-4, 1 - 1e-4);
            network_.parameters[k] =
                static_cast<float>(std::log(share) - (aim_.task == Task::binary ? std::log1p(-share) : 0.0));
        }
    }

    /// One more piece, if it pays; the bits that it adds.
    double grow() {
        if (network_.neurons.size() >= most_neurons) return 0;
        const Proposal proposal = propose(network_, sources_, aim_, settings_.proposal, rng_);
        if (!(proposal.gain * weight_of_row_ > settings_.price * proposal.bits)) return 0;
        apply(proposal, network_);
        tune_for(settings_.steps_a_piece);
        return proposal.bits;
    }

    Grid tune_for(size_t steps) {
        Tuning tuning;
        tuning.steps =
            std::max<size_t>(10, static_cast<size_t>(effort_.fidelity * static_cast<double>(steps)));
        tuning.rate = settings_.rate, tuning.decay = settings_.decay, tuning.average = settings_.average;
        return tune(network_, sources_, aim_, settings_.widths, tuning, rng_);
    }

    /// On the rows that proposals are chosen by, with the integers of `grid`.
    double loss_at(const Grid& grid) const {
        std::vector<float> rounded;
        round_to(grid, network_, sources_, aim_.task, rounded);
        return loss_of(aim_,
                       scores_of(network_, rounded, sources_, sources_.proposal_rows, Arithmetic::chip));
    }

    /// Trains what there is and keeps it as a model when it fits, and is larger and fits the rows better than
    /// the one before. A training that went astray is taken back. The size reached.
    Result<size_t> snapshot() {
        const Grid grid = tune_for(settings_.steps_a_model);
        model::Model model = export_model(network_, sources_, grid, frame_);
        MOTE_TRY(bytes, model::to_binary(model));
        full_ = bytes.size() > settings_.max_bytes;
        const double loss = loss_at(grid);
        if (best_ && !(loss < astray * best_loss_)) {
            network_ = *best_;
            full_ = full_ || ++returns_ >= most_returns;
            return last_size_;
        }
        if (full_ || loss >= no_better * best_loss_) return bytes.size();
        if (loss < best_loss_) best_ = network_, best_loss_ = loss;
        if (bytes.size() > last_size_) models_.push_back(std::move(model));
        last_size_ = std::max(last_size_, bytes.size());
        return bytes.size();
    }

    Settings settings_;
    Effort effort_;
    Rng rng_;
    Frame frame_;
    Sources sources_;
    Aim aim_;
    Network network_;
    double weight_of_row_;
    std::vector<model::Model> models_;
    std::optional<Network> best_;
    double best_loss_ = HUGE_VAL;
    size_t last_size_ = 0, returns_ = 0;
    bool full_ = false;
};

}  // namespace

Result<std::vector<model::Model>> train(const TrainingRows& rows, const Effort& effort,
                                        const Settings& settings) {
    return Trainer(rows, effort, settings).run();
}

}  // namespace mote::train::grown
