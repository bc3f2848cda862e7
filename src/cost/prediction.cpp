#include "cost/prediction.hpp"

#include <functional>
#include <numeric>

#include "codegen/compiled/compiled.hpp"
#include "codegen/layers/proportions.hpp"
#include "cost/families.hpp"

namespace mote::cost {

namespace {

/// False where the family of layers has no cost model.
bool add_features(const Subject& subject, Features& features) {
    const auto& first = subject.model.layers[0];
    const auto* proportions = std::get_if<model::Proportions>(&first);
    if (proportions != nullptr && !codegen::is_counted(subject.model)) return false;
    features.pieces.add(Piece::all);
    if (subject.fast()) features.pieces.add(Piece::fast);
    features.operations.add(Op::row);
    if (proportions != nullptr && proportions->differences) {
        add_differences(subject, features);
        return true;
    }
    add_samples(subject, features);
    if (proportions != nullptr)
        add_kernels(subject, features);
    else if (std::holds_alternative<model::Trees>(first))
        add_trees(subject, features);
    else if (std::holds_alternative<model::Sparse>(first))
        add_sparse(subject, features);
    else
        add_network(subject, features);
    return true;
}

template <size_t n>
double product(const std::array<double, n>& counts, const std::array<double, n>& coefficients) {
    return std::inner_product(counts.begin(), counts.end(), coefficients.begin(), 0.0);
}

size_t sample_bytes(const model::Model& model) {
    return model.encoder.raw_float ? 4 : 2;
}

size_t inputs_of(const model::Model& model) {
    return size_t{model.encoder.shape.steps} * model.encoder.shape.axes;
}

/// Samples that a program keeps: one, or a whole row for trees.
size_t input_bytes(const model::Model& model) {
    return (codegen::takes_rows(model) ? inputs_of(model) : 1) * sample_bytes(model);
}

/// A program that hands over whole rows leaves out the variables that gather samples.
size_t variable_bytes(const model::Model& model, const codegen::Source& source) {
    if (!codegen::takes_rows(model)) return source.ram_bytes();
    const size_t position = inputs_of(model) < 256 ? 1 : 2;
    return source.ram_bytes() - inputs_of(model) * sample_bytes(model) - position;
}

constexpr size_t usual_stack = 32;  // most are within 16 bytes of it

}  // namespace

std::optional<Prediction> predict(const model::Package& package, codegen::Form form, TypicalRows rows) {
    if (form == codegen::Form::table) return std::nullopt;
    const auto model = model::from_binary(package.binary);
    if (!model) return std::nullopt;
    const auto source = codegen::compiled_source(*model, form == codegen::Form::fast);
    if (!source) return std::nullopt;
    Features features;
    if (!add_features({*model, form, *source, rows}, features)) return std::nullopt;
    Prediction out;
    out.form = form;
    out.operations = features.operations;
    out.pieces = features.pieces;
    out.counted_cycles = features.counted_cycles;
    out.cycles = features.counted_cycles + product(features.operations.values(), cycle_coefficients());
    out.flash_bytes = static_cast<double>(source->constant_bytes()) + features.counted_bytes +
                      product(features.pieces.values(), byte_coefficients());
    out.static_bytes = variable_bytes(*model, *source);
    out.stack_bytes = usual_stack;
    out.ram_bytes = out.static_bytes + input_bytes(*model) + out.stack_bytes;
    std::string code = codegen::form_name(form);
    code += '\n';
    code += source->kind();
    out.signature = std::hash<std::string>{}(code);
    return out;
}

}  // namespace mote::cost
