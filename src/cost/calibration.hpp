// What measured models tell the cost model about others.
#pragma once

#include <cstdint>
#include <map>
#include <unordered_map>
#include <vector>

#include "cost/prediction.hpp"

namespace mote::cost {

/// What the chip said of a model.
struct Measured {
    double flash_bytes = 0, cycles = 0;  ///< cycles: of the class
    size_t stack_bytes = 0;
};

/// A Gaussian process over what predictions miss (Rasmussen and Williams 2006, 2.1 and 2.2), for flash and for cycles.
/// Its kernel is linear in the features: models that do the same operations miss alike, and far more so where their
/// code has the same signature, that is the same instructions but for loop bounds. Forms are compiled apart and so
/// calibrated apart.
class CostCalibration {
  public:
    /// Whether a model of the same code was measured.
    bool knows(const Prediction& prediction) const { return stacks_.contains(prediction.signature); }
    /// Whether its costs follow from measured models: a model of the same code was measured, and what the process
    /// does not know is little.
    bool determines(const Prediction& prediction) const;
    /// `prediction` is for the rows that were measured.
    void add(const Prediction& prediction, const Measured& measured);
    /// A model of this code does not fit the chip; nor do those that keep as much or more in RAM.
    void add_refused(const Prediction& prediction);
    bool refuses(const Prediction& prediction) const;
    /// With what is known of models like it; `calibrated` is determines().
    Prediction corrected(Prediction prediction) const;

  private:
    /// Value and standard deviation.
    struct Estimate {
        double mean = 0, deviation = 0;
    };
    /// One cost of one form: a Gaussian process over calibration samples.
    template <class Feature>
    class Process {
      public:
        void add(const Counts<Feature>& counts, uint64_t signature, double missing, double noise);
        Estimate of(const Counts<Feature>& counts, uint64_t signature) const;

      private:
        struct Sample {
            Counts<Feature> deviations;  ///< prior standard deviation of each feature's part
            uint64_t signature;
        };
        static double covariance(const Sample& a, const Sample& b);

        std::vector<Sample> samples_;
        /// Forward substitution: factor_ x = b.
        std::vector<double> solved(std::vector<double> b) const;

        std::vector<std::vector<double>> factor_;  ///< Cholesky's, a row longer with each sample
        std::vector<double> missing_, weights_;
    };
    struct Processes {
        Process<Piece> flash;
        Process<Op> cycles;
    };

    std::map<codegen::Form, Processes> processes_;
    std::unordered_map<uint64_t, size_t> stacks_;  ///< signature -> deepest stack
    std::unordered_map<uint64_t, size_t>
        refused_;  ///< signature -> least static_bytes of those that did not fit
};

}  // namespace mote::cost
