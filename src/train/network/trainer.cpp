#include "train/network/trainer.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "model/binary.hpp"
#include "train/network/adam.hpp"
#include "train/network/calibration.hpp"
#include "train/network/encoding.hpp"
#include "train/network/exporter.hpp"
#include "train/network/network.hpp"
#include "train/network/sampler.hpp"
#include "train/network/targets.hpp"

namespace mote::train::network {

namespace {

/// Rise over the first 5 %, then half a cosine down to 0.
float rate_at(const Settings& settings, double progress) {
    constexpr double warm = 0.05;
    const double factor = progress < warm
                              ? progress / warm
                              : 0.5 + 0.5 * std::cos(std::numbers::pi * (progress - warm) / (1 - warm));
    return settings.rate * static_cast<float>(factor);
}

constexpr size_t calibration_blocks = 16;
constexpr size_t most_counted_rows = 200000;

class Training {
  public:
    Training(const TrainingRows& rows, const Structure& structure, const Settings& settings, int bits,
             Effort effort)
        : structure_(structure),
          settings_(settings),
          bits_(bits),
          effort_(std::move(effort)),
          encoder_(choose_encoder(rows, activation_for(bits))),
          network_(lower(structure), bits == 32),
          reader_(rows, encoder_, activation_for(bits)),
          targets_(rows, settings),
          loss_(make_loss(*rows.targets, settings)),
          sampler_(rows, Rng::fork(effort_.seed, 1)),
          rng_(Rng::fork(effort_.seed, 2)),
          positions_(block),
          inputs_(network_.plan().inputs * block),
          score_gradients_(network_.plan().layers.back().out_size() * block),
          parameters_(network_.plan().parameters),
          rounded_(parameters_.size()),
          gradients_(parameters_.size()),
          average_(parameters_.size()),
          decays_(parameters_.size()),
          adam_(parameters_.size(), {.weight_decay = settings.weight_decay}),
          steps_(cost(structure, settings, rows.size(), effort_.fidelity).steps) {
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
            train_block(rate_at(settings_, progress));
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

    /// The grid appears at quantise_from, and is fitted anew half way to the end.
    void quantise(double progress) {
        const double again = settings_.quantise_from + (1 - settings_.quantise_from) / 2;
        const int stage = progress >= again ? 2 : progress >= settings_.quantise_from ? 1 : 0;
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
        loss_->evaluate(scores, targets_.read(positions_), score_gradients_.all());
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
        const double time = std::max(1.0, settings_.average * static_cast<double>(steps_));
        const auto keep = static_cast<float>(1.0 - 1.0 / time);
        for (size_t i = 0; i < average_.size(); ++i)
            average_[i] = keep * average_[i] + (1.0f - keep) * parameters_[i];
    }

    Result<model::Model> finish() {
        const auto& plan = network_.plan();
        parameters_ = average_;
        if (bits_ == 32) return export_floats(structure_, plan, encoder_, parameters_, targets_.scale());
        if (bits_ == 16)
            return export_int16(structure_, plan, encoder_, ranges(0), parameters_, targets_.scale());
        return export_integers(structure_, plan, encoder_, grid_, parameters_, targets_.scale());
    }

    const Structure& structure_;
    const Settings& settings_;
    int bits_;
    Effort effort_;
    model::Encoder encoder_;
    Network network_;
    BlockReader reader_;
    TargetReader targets_;
    std::unique_ptr<Loss> loss_;
    Sampler sampler_;
    Rng rng_;
    std::vector<uint32_t> positions_;
    Buffer inputs_, score_gradients_;
    std::vector<float> parameters_, rounded_, gradients_, average_, decays_;
    Adam adam_;
    Grid grid_;
    size_t steps_;
    int stage_ = 0;
};

}  // namespace

Cost cost(const Structure& structure, const Settings& settings, size_t rows, double fidelity) {
    const auto per_row = static_cast<double>(3 * lower(structure).multiply_adds() + 1000);
    // bigger sets deserve more work, with the square root of their size, as far as the search can foresee it:
    // its trials fit no more rows than this
    const double growth = std::sqrt(1.0 + static_cast<double>(std::min(rows, most_counted_rows)) / 5000.0);
    const double steps = settings.work * growth / (per_row * static_cast<double>(block));
    const double bounded = std::clamp(steps, static_cast<double>(settings.least_steps),
                                      static_cast<double>(settings.most_steps) * growth);
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

std::optional<model::Model> outline(const Structure& structure, const model::Encoder& encoder, int bits) {
    const Plan plan = lower(structure);
    if (plan.layers.empty()) return std::nullopt;
    std::vector<float> parameters(plan.parameters);
    Rng rng(1);
    for (float& p : parameters) p = static_cast<float>(rng.normal());
    const std::vector<float> ranges(plan.layers.size(), 1.0f);
    if (bits == 32) return export_floats(structure, plan, encoder, parameters, {});
    if (bits == 16) return export_int16(structure, plan, encoder, ranges, parameters, {});
    const Grid grid = make_grid(plan, parameters, ranges);
    return export_integers(structure, plan, encoder, grid, parameters, {});
}

}  // namespace mote::train::network
