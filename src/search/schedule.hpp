// How a search divides its time: every share of the time limit in one place.
#pragma once

namespace mote::search {

/// Shares of the time limit, unless they say otherwise.
struct Schedule {
    /// After which no further trial of a rung begins; the last one ends before the refit and the measurements.
    double rung_ends[3] = {0.30, 0.55, 1.0};
    double hard_end = 0.8;            ///< at which trials of the first rungs are stopped
    double profile_survivors = 0.05;  ///< under limits, before each further rung

    double distillation_begins = 0.6;  ///< at the latest, and so its training of large models
    double teachers_end = 0.75;        ///< after which no large model begins to train
    double neighbours_begin = 0.7;     ///< the last round of local search, at the latest
    double neighbours_end = 0.8;       ///< after which no neighbour begins to be screened

    double refit_growth = 1.6;   ///< a refit on all rows against a training on a fold of them, of its seconds
    double longest_refit = 0.4;  ///< what is reserved for one at most

    double measuring = 0.15;           ///< of models on the simulated chip, without limits
    double measuring_seconds = 10;     ///< and at most so many seconds
    double measuring_in_limits = 0.2;  ///< until one meets them
    double profiling = 0.7;            ///< of the time for measuring: to profile what may be on the front
};

inline constexpr Schedule schedule;

}  // namespace mote::search
