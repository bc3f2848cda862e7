#include "train/network/trainer.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "model/binary.hpp"
#include "train/base/encoding.hpp"
#include "train/base/losses.hpp"
#include "train/base/targets.hpp"
#include "train/network/adam.hpp"
#include "train/network/calibration.hpp"
#include "train/network/exporter.hpp"
#include "train/network/network.hpp"
#include "train/network/reader.hpp"
#include "train/network/sampler.hpp"

namespace mote::train::network {

namespace {

constexpr float peak_rate = 0.01f;     // of learning
constexpr double warm = 0.05;          // share of the steps in which the rate rises
constexpr double quantise_from = 0.4;  // share of the steps after which weights and activations are rounded
constexpr double average_time = 0.02;  // time constant of the parameters' running average, share of the steps
constexpr double full_work = 2e10;     // multiply-adds of a full training, forward and backward
constexpr double least_steps = 1000, most_steps = 10000;  // bounds on its minibatches
constexpr size_t calibration_blocks = 16;
constexpr size_t most_counted_rows = 200000;

/// Rise over the first 5 %, then half a cosine down to 0.
float rate_at(double progress) {
    const double factor = progress < warm
                              ? progress / warm
                              : 0.5 + 0.5 * std::cos(std::numbers::pi * (progress - warm) / (1 - warm));
    return peak_rate * static_cast<float>(factor);
}

class Training {
  public:
    Training(const TrainingRows& rows, const Structure& structure, const Settings& settings, int bits,
             Effort effort)
        : settings_(settings),
          bits_(bits),
          effort_(std::move(effort)),
          encoder_(base::choose_encoder(rows, activation_for(bits))),
          network_(lower(structure), bits == 32),
          reader_(rows, encoder_, activation_for(bits)),
          rows_(rows),
          frame_(base::frame_of(rows, rows.index)),
          sampler_(rows, Rng::fork(effort_.seed, 1)),
          rng_(Rng::fork(effort_.seed, 2)),
          positions_(block),
          inputs_(network_.plan().inputs * block),
          targets_(frame_.scores * block),
          score_gradients_(targets_.size()),
          parameters_(network_.plan().parameters),
          rounded_(parameters_.size()),
          gradients_(parameters_.size()),
          average_(parameters_.size()),
          decays_(parameters_.size()),
          adam_(parameters_.size(), {.weight_decay = settings.weight_decay}),
          steps_(cost(structure, rows.size(), effort_.fidelity).steps) {
        for (const auto& layer : network_.plan().layers)
            std::fill_n(decays_.begin() + static_cast<std::ptrdiff_t>(layer.weights), layer.weight_count,
                        1.0f);
    }

    Result<model::Model> run() {
        start();
        for (size_t step = 0; step < steps_; ++step) {
            if (step % 16 == 0 && effort_.stop.stop_requested())
                return Error{ErrorCode::interrupted, "training was stopped", "", ""};
            const double progress = static_cast<double>(step) / static_cast<double>(steps_);
            if (bits_ == 8) quantise(progress);
            train_block(rate_at(progress));
            update_average();
        }
        return finish();
    }

  private:
    void start() {
        next_block(false);
        initialise(network_, parameters_, inputs_.data(), rng_);
        average_.assign(parameters_.begin(), parameters_.end());
    }

    void next_block(bool augmented) {
        sampler_.next(positions_);
        if (augmented) {
            reader_.read(positions_, settings_.augmentation, rng_, inputs_.data());
        } else {
            reader_.read(positions_, inputs_.data());
        }
    }

    /// targets_[score][row] of the block.
    void read_targets() {
        for (size_t k = 0; k < frame_.scores; ++k)
            for (size_t i = 0; i < block; ++i)
                targets_[k * block + i] =
                    frame_.scale.scaled(base::target_of(rows_, rows_.index[positions_[i]], k));
    }

    /// The grid appears at quantise_from, and is fitted anew half way to the end.
    void quantise(double progress) {
        constexpr double again = quantise_from + (1 - quantise_from) / 2;
        const int stage = progress >= again ? 2 : progress >= quantise_from ? 1 : 0;
        if (stage <= stage_) return;
        stage_ = stage;
        const bool first = grid_.empty();
        grid_ = make_grid(network_.plan(), parameters_, ranges(0.001));
        if (first) {
            add_half_units(network_.plan(), grid_, parameters_);
            average_.assign(parameters_.begin(), parameters_.end());
        }
    }

    std::vector<float> ranges(double tail) {
        std::vector<float> inputs;
        for (size_t i = 0; i < calibration_blocks; ++i) {
            next_block(false);
            inputs.insert(inputs.end(), inputs_.all().begin(), inputs_.all().end());
        }
        Buffer aligned(inputs.size());
        std::copy(inputs.begin(), inputs.end(), aligned.data());
        return activation_ranges(network_, parameters_, aligned.all(), tail);
    }

    std::span<const float> used_parameters() {
        if (grid_.empty()) return parameters_;
        round_to_grid(network_.plan(), grid_, parameters_, rounded_);
        return rounded_;
    }

    void train_block(float rate) {
        next_block(true);
        const auto used = used_parameters();
        const auto scores = network_.forward(used, grid_, inputs_.data());
        read_targets();
        base::block_loss(frame_.task, block, scores, targets_, score_gradients_.all());
        for (float& g : score_gradients_.all()) g *= 1.0f / static_cast<float>(block);
        std::fill(gradients_.begin(), gradients_.end(), 0.0f);
        network_.backward(used, grid_, inputs_.data(), score_gradients_.all(), gradients_);
        limit_gradients();
        adam_.step(parameters_, gradients_, decays_, rate);
    }

    /// A norm beyond 5 is scaled back: one odd block must not throw the network away.
    void limit_gradients() {
        float square = 0;
        for (float g : gradients_) square += g * g;
        if (!(square <= 25.0f)) {
            const float factor = std::isfinite(square) ? 5.0f / std::sqrt(square) : 0.0f;
            for (float& g : gradients_) g = std::isfinite(g) ? g * factor : 0.0f;
        }
    }

    void update_average() {
        const double time = std::max(1.0, average_time * static_cast<double>(steps_));
        const auto keep = static_cast<float>(1.0 - 1.0 / time);
        for (size_t i = 0; i < average_.size(); ++i)
            average_[i] = keep * average_[i] + (1.0f - keep) * parameters_[i];
    }

    Result<model::Model> finish() {
        const auto& plan = network_.plan();
        parameters_ = average_;
        if (bits_ == 32) return export_floats(plan, encoder_, parameters_, frame_);
        if (bits_ == 16) return export_int16(plan, encoder_, ranges(0), parameters_, frame_);
        return export_integers(plan, encoder_, grid_, parameters_, frame_);
    }

    const Settings& settings_;
    int bits_;
    Effort effort_;
    model::Encoder encoder_;
    Network network_;
    BlockReader reader_;
    const TrainingRows& rows_;
    base::Frame frame_;
    Sampler sampler_;
    Rng rng_;
    std::vector<uint32_t> positions_;
    Buffer inputs_;
    std::vector<float> targets_;
    Buffer score_gradients_;
    std::vector<float> parameters_, rounded_, gradients_, average_, decays_;
    Adam adam_;
    Grid grid_;
    size_t steps_;
    int stage_ = 0;
};

}  // namespace

Cost cost(const Structure& structure, size_t rows, double fidelity) {
    const auto per_row = static_cast<double>(3 * lower(structure).multiply_adds() + 1000);
    // bigger sets deserve more work, with the square root of their size, as far as the search can foresee it:
    // its trials fit no more rows than this
    const double growth = std::sqrt(1.0 + static_cast<double>(std::min(rows, most_counted_rows)) / 5000.0);
    const double steps = full_work * growth / (per_row * static_cast<double>(block));
    const double bounded = std::clamp(steps, least_steps, most_steps * growth);
    Cost c;
    c.steps = static_cast<size_t>(std::max(64.0, bounded * std::clamp(fidelity, 0.001, 1.0)));
    c.epochs = static_cast<double>(c.steps * block) / static_cast<double>(std::max<size_t>(rows, 1));
    return c;
}

Result<model::Model> train_network(const TrainingRows& rows, const Structure& structure,
                                   const Settings& settings, int bits, const Effort& effort) {
    const Plan plan = lower(structure);
    if (plan.layers.empty() || plan.inputs != rows.samples->columns() || rows.size() == 0)
        return Error{ErrorCode::usage, "the network " + describe(structure) + " does not fit the rows", "",
                     ""};
    return Training(rows, structure, settings, bits, effort).run();
}

model::Activation activation_for(int bits) {
    return bits == 32 ? model::Activation::f32 : bits == 16 ? model::Activation::i16 : model::Activation::i8;
}

std::optional<model::Model> untrained(const Structure& structure, const model::Encoder& encoder, int bits) {
    const Plan plan = lower(structure);
    if (plan.layers.empty()) return std::nullopt;
    std::vector<float> parameters(plan.parameters);
    Rng rng(1);
    for (float& p : parameters) p = static_cast<float>(rng.normal());
    const std::vector<float> ranges(plan.layers.size(), 1.0f);
    const base::Frame frame{structure.task, structure.scores, false, {}};
    if (bits == 32) return export_floats(plan, encoder, parameters, frame);
    if (bits == 16) return export_int16(plan, encoder, ranges, parameters, frame);
    return export_integers(plan, encoder, make_grid(plan, parameters, ranges), parameters, frame);
}

}  // namespace mote::train::network
