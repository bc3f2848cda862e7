// The cost models, one file a family of layers; prediction.cpp chooses.
#pragma once

#include "codegen/compiled/source.hpp"
#include "cost/prediction.hpp"

namespace mote::cost {

/// What a family's cost model is asked about.
struct Subject {
    const model::Model& model;
    codegen::Form form = codegen::Form::compiled;  ///< compiled or fast
    const codegen::Source& source;                 ///< that it is generated as
    TypicalRows rows;

    bool fast() const { return form == codegen::Form::fast; }
};

/// What the linear cost model multiplies with coefficients.
struct Features {
    Counts<Op> operations;  ///< of a row
    Counts<Piece> pieces;
    double counted_cycles = 0, counted_bytes = 0;  ///< of instructions that are known one by one
};

void add_network(const Subject& subject, Features& features);
void add_trees(const Subject& subject, Features& features);
void add_sparse(const Subject& subject, Features& features);
/// Kernel features under a dense layer.
void add_kernels(const Subject& subject, Features& features);
/// Difference features of one series under a dense layer of one score: most instructions are known.
void add_differences(const Subject& subject, Features& features);

/// Encoding and pushing the samples of a row, and the class.
void add_samples(const Subject& subject, Features& features);
/// Turns of the loop that shifts an encoded float, on average.
double float_shifts(const Subject& subject, size_t channel);

}  // namespace mote::cost
