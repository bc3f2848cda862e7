// score_bits MODEL ROWS: the host's answers to rows of `mote train --held-out`, bit by bit, on standard output: for each row
// its scores as the chip holds them (int32, little-endian), then its outputs (floats).
#include <cstdio>
#include <string>
#include <vector>

#include "model/evaluator.hpp"
#include "model/package.hpp"
#include "studio/held_out.hpp"

namespace {

template <class T>
void put(const T& value) {
    std::fwrite(&value, sizeof value, 1, stdout);
}

mote::Status answer(const std::string& model, const std::string& rows_file) {
    MOTE_TRY(package, mote::model::read_package(model));
    MOTE_TRY(rows, mote::studio::read_held_out(rows_file));
    MOTE_TRY(evaluator, mote::model::Evaluator::open(package.binary));
    std::vector<float> outputs(evaluator.outputs());
    for (size_t i = 0; i < rows.rows; ++i) {
        evaluator.run({rows.row(i), rows.inputs}, outputs);
        for (size_t k = 0; k < evaluator.score_count(); ++k) put(evaluator.raw_score(k));
        for (const float output : outputs) put(output);
    }
    return mote::Done{};
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) return 2;
    const auto done = answer(argv[1], argv[2]);
    if (!done) std::fprintf(stderr, "%s: %s\n", done.error().place.c_str(), done.error().message.c_str());
    return done ? 0 : 1;
}
