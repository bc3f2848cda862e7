// Several boards with the same model on one loop: they share the rows.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "link/session.hpp"

namespace mote::link {

/// What became of a board.
struct BoardReport {
    std::string port;
    SessionReport session;        ///< as far as it got: with `failed` only its rows are told
    std::optional<Error> failed;  ///< it answered no more rows from then on
};

struct FleetReport {
    SessionReport
        all;  ///< sums of all boards, and their seconds together; performance of the first that told it
    std::vector<BoardReport> boards;
    size_t taken_over = 0;  ///< rows that were given to a second board
};

/// All optional; called on the thread that runs the fleet.
struct FleetEvents {
    std::function<void(const std::string& port, const ModelInfo&)> on_model;
    /// Each row once, in their order, whoever answered it.
    std::function<void(const Answer&)> on_answer;
    std::function<void(const std::string& port, const std::string& what, int send, ResendReason)> on_resend;
    std::function<void(const std::string& port, bool found)> on_connection;
};

/// Returns when each row is answered once or no board is left. Boards that fail leave their rows to the others. Errors:
/// those of the last board that failed, with rows left; device, when two boards have different models; interrupted.
Result<FleetReport> run_fleet(const std::vector<std::string>& ports, Rows rows, const RunOptions& options,
                              FleetEvents events = {});

/// Sorted. Errors: usage, when no path matches.
Result<std::vector<std::string>> matching_ports(const std::string& pattern);

}  // namespace mote::link
