// What search needs to know of a family of models: its candidates, and how to train one.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "core/samples.hpp"
#include "model/model.hpp"

namespace mote::train {

/// What the models are for. Families propose structures that can meet it.
struct Goal {
    int bits = 8;                   ///< 8, 16 or 32: width of weights (design.md)
    size_t max_model_bytes = 4096;  ///< size of model.bin; the default when the user sets no limit
    size_t max_ram_bytes = 8192;    ///< arena, about
    bool limited_time = false;      ///< cycles are limited: structures with few are tried first
    bool dear_cycles = false;       ///< cycles are dear: structures with few are tried besides
    /// Whether a model of this structure, with weights of no meaning, can meet the limits of the chip. Empty:
    /// there are none. For families that know a structure before they train it.
    std::function<bool(const model::Model&)> affordable;
};

/// How much work to put into one training.
struct Effort {
    double fidelity = 1.0;  ///< 0..1, share of the full number of epochs or rounds
    uint64_t seed = 1;
    std::stop_token
        stop;  ///< checked at least once an epoch; a stopped training returns ErrorCode::interrupted
};

/// One structure with its settings. Immutable; train() may run on several threads at once.
class Candidate {
  public:
    virtual ~Candidate() = default;
    virtual std::string_view family() const = 0;
    /// One line, unique among the candidates of a data set, e.g. "conv 8x7/3 12x5/2 dense 1, int8".
    virtual std::string describe() const = 0;
    /// Size of the (largest) model that train() gives, exact or nearly.
    virtual size_t model_bytes() const = 0;
    /// Trains on `rows` alone, without looking at a clock. One model, or a path of models of growing size
    /// (boosting rounds, grown neurons). The same rows, effort and seed give the same models.
    virtual Result<std::vector<model::Model>> train(const TrainingRows& rows, const Effort& effort) const = 0;
    /// Whether train() uses TrainingRows::soft_targets (distillation).
    virtual bool accepts_soft_targets() const { return false; }
    /// Structures and settings one step away from this one that may meet the goal, in a fixed order; some may
    /// be known already. Search tries them where this candidate is among the best.
    virtual std::vector<std::unique_ptr<Candidate>> neighbours(const TrainingRows& rows,
                                                               const Goal& goal) const {
        (void)rows, (void)goal;
        return {};
    }
};

class Family {
  public:
    virtual ~Family() = default;
    virtual std::string_view name() const = 0;
    /// Structures worth trying for these rows, cheapest first. Empty when the family does not apply.
    virtual std::vector<std::unique_ptr<Candidate>> candidates(const TrainingRows& rows,
                                                               const Goal& goal) const = 0;
};

/// All families, in the order in which search tries them.
std::vector<const Family*> families();

}  // namespace mote::train
