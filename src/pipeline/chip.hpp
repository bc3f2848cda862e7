// The chip that a model is trained for: predicted and measured costs, as search asks for them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cost/calibration.hpp"
#include "cost/output_costs.hpp"
#include "pipeline/measure_model.hpp"
#include "search/chip.hpp"
#include "target/mcu.hpp"

namespace mote::pipeline {

struct ChipLimits {
    std::optional<size_t> flash_bytes, ram_bytes;
    std::optional<double> time_us;  ///< mean time of an inference, all outputs included

    bool any() const { return flash_bytes || ram_bytes || time_us; }
    /// Time in cycles of the chip's clock. With any limit of the user's, what the chip has is one too.
    cost::CostLimits on(const target::Mcu& mcu) const;
};

cost::Cost to_cost(const ChipCost& cost);

/// As many rows as take `cycles` on the chip, of all parts of the data, which may be in order of class or time.
/// Trees, whose cycles differ most from row to row, are quick.
struct RowShare {
    double cycles;
    size_t least, most;

    size_t rows(double cycles_of_one) const;
};

class SimulatedChip final : public search::Chip {
  public:
    /// `about`: what the packages have in common, without a model. Measures 16 to 256 of `rows`, of quick models
    /// the most. Borrowed: rows. Error (usage) for an unknown chip.
    static Result<SimulatedChip> create(model::Package about, const LabelledRows& rows,
                                        const MeasureOptions& options, const ChipLimits& limits);

    /// In the form of less flash, or in `fast` where only that is within the limit of time.
    std::optional<cost::Cost> predict(const model::Bytes& model) const override;
    /// So that a model of the same code is known of each, then that its costs follow from what is known; on a few
    /// rows, the code of most models first.
    void profile(std::span<const model::Bytes* const> models, unsigned jobs,
                 const std::function<bool()>& go_on) override;
    Result<cost::Cost> measure(const model::Bytes& model) const override;
    cost::CostLimits capacity() const override { return capacity_; }
    bool has_room_for(const model::Bytes& model) const override;
    std::string name() const override { return options_.mcu; }
    double time_us(double cycles) const override { return cycles * 1e6 / hz_; }
    /// As measure(), with all that is known then; also of what is beyond the limit of time.
    Result<ChipCost> measure_fully(const model::Bytes& model, const LabelledRows& rows) const;
    const cost::CostLimits& limits() const { return limits_; }
    /// From now on models cost what they do with a decision of these parts. Before anything is asked for.
    void set_decision(const model::Decision& decision) { decision_ = decision; }

  private:
    SimulatedChip() = default;
    /// The model alone, which takes rows.
    model::Package package_of(const model::Bytes& model) const;
    /// With what is exported around it: windows over samples as they arrive.
    model::Package shipped(const model::Bytes& model) const;
    /// Where the class alone takes more than the limit, cycles of the outputs are estimated.
    Result<ChipCost> in_best_form(const model::Bytes& model, const LabelledRows& rows,
                                  std::optional<double> limit_cycles) const;
    /// Cycles of its outputs beyond the class; 0 for what is no model.
    double cycles_of_outputs(const model::Bytes& model, codegen::Form form) const;
    struct Estimate {
        std::optional<cost::Prediction> cost;
        size_t rows;  ///< that it is for
    };
    /// By coefficients alone.
    Estimate estimate(const model::Package& package, codegen::Form form, const RowShare& share) const;
    struct Sample;
    std::vector<Sample> samples_of(std::span<const model::Bytes* const> models, unsigned jobs) const;
    std::vector<std::optional<cost::OutputKind>> new_output_kinds(
        const std::vector<const Sample*>& samples) const;
    /// Builds and runs them, and calibrates with what comes of it.
    void calibrate(const std::vector<const Sample*>& samples, unsigned jobs,
                   const std::function<bool()>& go_on);
    std::optional<cost::Cost> too_large(const model::Package& package,
                                        const std::optional<cost::Cost>& compiled) const;
    /// And calibrated. Of the class alone.
    std::optional<cost::Prediction> calibrated(const model::Package& package, codegen::Form form) const;

    model::Package about_;
    const LabelledRows* rows_ = nullptr;
    MeasureOptions options_;
    cost::CostLimits limits_;    ///< of the user, with what the chip has; none without
    cost::CostLimits capacity_;  ///< what the chip has
    double hz_ = 1;
    std::optional<model::Decision> decision_;  ///< of models that have none yet
    cost::CostCalibration calibration_;        ///< of the class
    cost::OutputCosts of_outputs_;             ///< beyond it
};

}  // namespace mote::pipeline
