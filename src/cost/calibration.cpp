#include "cost/calibration.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace mote::cost {

namespace {

/// Prior standard deviation, as a share of what the coefficients say: of an operation or piece wherever it stands, and
/// of one in the code of a signature.
constexpr double anywhere = 0.15, of_signature = 0.5;
constexpr double most_missing_cycles = 0.03, most_missing_flash = 0.02;  // of a cost that is determined

/// Cycles or bytes that a feature is taken to have at least when it is asked how far off it may be.
template <class Feature>
constexpr double least = 0;
template <>
constexpr double least<Op> = 4;
template <>
constexpr double least<Piece> = 12;

const auto& coefficients_of(Op) {
    return cycle_coefficients();
}
const auto& coefficients_of(Piece) {
    return byte_coefficients();
}

template <class Feature>
Counts<Feature> deviations_of(const Counts<Feature>& counts) {
    const auto& coefficients = coefficients_of(Feature{});
    Counts<Feature> out;
    for (size_t i = 0; i < Counts<Feature>::size; ++i)
        out.add(static_cast<Feature>(i), counts.values()[i] * std::max(coefficients[i], least<Feature>));
    return out;
}

}  // namespace

template <class Feature>
double CostCalibration::Process<Feature>::covariance(const Sample& a, const Sample& b) {
    double sum = 0;
    for (size_t i = 0; i < Counts<Feature>::size; ++i)
        sum += a.deviations.values()[i] * b.deviations.values()[i];
    const double alike = a.signature == b.signature ? of_signature * of_signature : 0;
    return sum * (anywhere * anywhere + alike);
}

template <class Feature>
std::vector<double> CostCalibration::Process<Feature>::solved(std::vector<double> b) const {
    for (size_t i = 0; i < factor_.size(); ++i) {
        for (size_t j = 0; j < i; ++j) b[i] -= factor_[i][j] * b[j];
        b[i] /= factor_[i][i];
    }
    return b;
}

template <class Feature>
void CostCalibration::Process<Feature>::add(const Counts<Feature>& counts, uint64_t signature, double missing,
                                            double noise) {
    const Sample sample{deviations_of(counts), signature};
    std::vector<double> row;
    for (const Sample& other : samples_) row.push_back(covariance(other, sample));
    row = solved(std::move(row));
    const double rest = covariance(sample, sample) + noise * noise -
                        std::inner_product(row.begin(), row.end(), row.begin(), 0.0);
    row.push_back(std::sqrt(std::max(rest, 1e-9)));
    factor_.push_back(std::move(row));
    samples_.push_back(sample);
    missing_.push_back(missing);
    weights_ = solved(missing_);
    for (size_t i = weights_.size(); i-- > 0;) {  // and backward, by the transposed factor
        weights_[i] /= factor_[i][i];
        for (size_t j = 0; j < i; ++j) weights_[j] -= factor_[i][j] * weights_[i];
    }
}

template <class Feature>
CostCalibration::Estimate CostCalibration::Process<Feature>::of(const Counts<Feature>& counts,
                                                                uint64_t signature) const {
    const Sample asked{deviations_of(counts), signature};
    std::vector<double> shared;
    for (const Sample& sample : samples_) shared.push_back(covariance(sample, asked));
    const double mean = std::inner_product(shared.begin(), shared.end(), weights_.begin(), 0.0);
    const auto known = solved(std::move(shared));
    const double unknown =
        covariance(asked, asked) - std::inner_product(known.begin(), known.end(), known.begin(), 0.0);
    return {mean, std::sqrt(std::max(unknown, 0.0))};
}

bool CostCalibration::determines(const Prediction& prediction) const {
    const auto found = processes_.find(prediction.form);
    if (found == processes_.end() || !knows(prediction)) return false;
    const auto flash = found->second.flash.of(prediction.pieces, prediction.signature);
    const auto cycles = found->second.cycles.of(prediction.operations, prediction.signature);
    return cycles.deviation <= most_missing_cycles * prediction.cycles &&
           flash.deviation <= most_missing_flash * prediction.flash_bytes;
}

void CostCalibration::add(const Prediction& prediction, const Measured& measured) {
    auto& [flash, cycles] = processes_[prediction.form];
    // models of one code differ by a byte or two, and the rows that are measured are few
    constexpr double flash_noise = 2, cycles_noise = 0.003;
    flash.add(prediction.pieces, prediction.signature, measured.flash_bytes - prediction.flash_bytes,
              flash_noise);
    cycles.add(prediction.operations, prediction.signature, measured.cycles - prediction.cycles,
               cycles_noise * prediction.cycles + 1);
    stacks_[prediction.signature] = measured.stack_bytes;
}

void CostCalibration::add_refused(const Prediction& prediction) {
    const auto [known, added] = refused_.try_emplace(prediction.signature, prediction.static_bytes);
    known->second = std::min(known->second, prediction.static_bytes);
}

bool CostCalibration::refuses(const Prediction& prediction) const {
    const auto found = refused_.find(prediction.signature);
    return found != refused_.end() && prediction.static_bytes >= found->second;
}

Prediction CostCalibration::corrected(Prediction prediction) const {
    const auto found = processes_.find(prediction.form);
    if (found == processes_.end()) return prediction;
    prediction.calibrated = determines(prediction);
    const auto flash = found->second.flash.of(prediction.pieces, prediction.signature);
    const auto cycles = found->second.cycles.of(prediction.operations, prediction.signature);
    prediction.flash_bytes = std::max(prediction.flash_bytes + flash.mean, 0.0);
    prediction.cycles = std::max(prediction.cycles + cycles.mean, prediction.counted_cycles);
    if (const auto stack = stacks_.find(prediction.signature); stack != stacks_.end()) {
        prediction.ram_bytes = prediction.ram_bytes - prediction.stack_bytes + stack->second;
        prediction.stack_bytes = stack->second;
    }
    return prediction;
}

}  // namespace mote::cost
