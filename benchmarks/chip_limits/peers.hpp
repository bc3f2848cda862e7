// What other tools reach at which flash, from a table of tab-separated values with a header line.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "core/result.hpp"

namespace mote::benchmarks {

class Peers {
  public:
    /// Columns: dataset, metric (acc, auc or r2), peer@BYTES for several BYTES; others are passed over. A
    /// figure that is no number counts as missing.
    static Result<Peers> read(const std::string& file);

    /// The JSON key of each metric of a data set, with the peers' figure at this flash.
    std::map<std::string, double> figures(const std::string& set, size_t flash) const;

  private:
    std::map<std::pair<std::string, size_t>, std::map<std::string, double>> figures_;
};

}  // namespace mote::benchmarks
