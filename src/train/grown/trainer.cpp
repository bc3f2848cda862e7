#include "train/grown/trainer.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/rng.hpp"
#include "model/binary.hpp"
#include "train/grown/exporter.hpp"
#include "train/grown/proposal.hpp"
#include "train/grown/tuning.hpp"

namespace mote::train::grown {

namespace {

constexpr size_t most_neurons = 255;
constexpr size_t most_models = 120;
constexpr double least_gain = 0.01;    // nats over all rows that a bit must bring, to second order
constexpr size_t steps_a_piece = 40;   // blocks of training after each piece, and
constexpr size_t steps_a_model = 600;  // before each model
constexpr double size_step = 1.15;     // from one model of the path to the next
constexpr double astray = 1.3;         // times the least loss so far
constexpr double no_better = 1.02;
constexpr size_t most_returns = 3;

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
          sources_(make_sources(rows, source_settings(settings, effort), effort.seed)),
          frame_(base::frame_of(rows, sources_.rows)),
          objective_(base::make_objective(rows, sources_.rows, frame_.scale)),
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
            next = static_cast<double>(now) * (now == last_size_ ? size_step : 1.0) + 3;
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
        if (objective_.task == Task::regression) return;
        for (size_t k = 0; k < network_.outputs; ++k) {
            const double share =
                std::clamp(static_cast<double>(objective_.targets.col(static_cast<Eigen::Index>(k)).mean()),
                           1e-4, 1 - 1e-4);
            network_.parameters[k] = static_cast<float>(
                std::log(share) - (objective_.task == Task::binary ? std::log1p(-share) : 0.0));
        }
    }

    /// One more piece, if it pays; the bits that it adds.
    double grow() {
        if (network_.neurons.size() >= most_neurons) return 0;
        const Proposal proposal = propose(network_, sources_, objective_, settings_.most_connections, rng_);
        if (!(proposal.gain * weight_of_row_ > least_gain * proposal.bits)) return 0;
        apply(proposal, network_);
        tune_for(steps_a_piece);
        return proposal.bits;
    }

    Grid tune_for(size_t steps) {
        Tuning tuning;
        tuning.steps =
            std::max<size_t>(10, static_cast<size_t>(effort_.fidelity * static_cast<double>(steps)));
        tuning.decay = settings_.decay;
        return tune(network_, sources_, objective_, tuning, rng_);
    }

    /// On the rows that proposals are chosen by, with the integers of `grid`.
    double loss_at(const Grid& grid) const {
        std::vector<float> rounded;
        round_to(grid, network_, sources_, objective_.task, rounded);
        return base::mean_loss(
            objective_, scores_of(network_, rounded, sources_, sources_.proposal_rows, Arithmetic::chip));
    }

    /// Trains what there is and keeps it as a model when it fits, and is larger and fits the rows better than
    /// the one before. A training that went astray is taken back. The size reached.
    Result<size_t> snapshot() {
        const Grid grid = tune_for(steps_a_model);
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
    Sources sources_;
    base::Frame frame_;
    Objective objective_;
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
