// What `mote export` makes of a hostile model: the archive in both forms, its C included.
#include "codegen/generate.hpp"
#include "fuzz.hpp"
#include "hostile_model.hpp"
#include "model/evaluator.hpp"

namespace mote::fuzz {
namespace {

constexpr size_t most_inputs = 2000;  ///< names cost time, and no model of the corpus needs more

model::Package package_of(model::Bytes bytes, const model::Evaluator& model) {
    model::Package package;
    package.task = model.task();
    package.columns.assign(model.inputs(), "x");
    if (model.task() != Task::regression) package.classes.assign(model.outputs(), "\" */ \xff");
    package.name = "fuzz";
    package.binary = std::move(bytes);
    return package;
}

}  // namespace
}  // namespace mote::fuzz

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace mote;
    auto bytes = fuzz::hostile_model({data, size});
    const auto model = model::Evaluator::open(bytes);
    if (!model || model->inputs() > fuzz::most_inputs) return 0;
    const auto package = fuzz::package_of(std::move(bytes), *model);
    const auto table = codegen::generate(package, codegen::Form::table);
    fuzz::demand(!table || table->size() > 20, "an archive is complete");
    (void)codegen::generate(package, codegen::Form::compiled);
    return 0;
}
