#include "cost/operations.hpp"

namespace mote::cost {

namespace {

#define MOTE_COST_NAME(name) #name,
constexpr std::array<std::string_view, Counts<Op>::size> names_of_operations = {
    MOTE_COST_OPERATIONS(MOTE_COST_NAME)};
constexpr std::array<std::string_view, Counts<Piece>::size> names_of_pieces = {
    MOTE_COST_PIECES(MOTE_COST_NAME)};
#undef MOTE_COST_NAME

#include "cost/coefficients.inc"

}  // namespace

const std::array<double, Counts<Op>::size>& cycle_coefficients() {
    return cycles_of;
}
const std::array<double, Counts<Piece>::size>& byte_coefficients() {
    return bytes_of;
}
const std::array<std::string_view, Counts<Op>::size>& operation_names() {
    return names_of_operations;
}
const std::array<std::string_view, Counts<Piece>::size>& piece_names() {
    return names_of_pieces;
}

}  // namespace mote::cost
