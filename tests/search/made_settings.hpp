// A search of ten trials, quick enough for a test.
#pragma once

#include "search/search.hpp"

namespace mote::search {

inline Settings made_settings(unsigned jobs) {
    Settings s;
    s.metric = "auc";
    s.max_trials = 10;
    s.jobs = jobs;
    s.families = {"linear", "stumps"};
    s.goal.max_model_bytes = 200;
    return s;
}

}  // namespace mote::search
