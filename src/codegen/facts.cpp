#include "codegen/facts.hpp"

#include <fmt/format.h>

#include "codegen/names.hpp"
#include "model/evaluator.hpp"

namespace mote::codegen {

namespace {

Status check_agreement(const model::Package& package, const model::Evaluator& evaluator) {
    const auto differs = [](const char* what, size_t said, size_t is) {
        return Error{ErrorCode::input, fmt::format("{} {} are named, the model has {}", said, what, is),
                     "model", "train it again"};
    };
    if (package.columns.size() != evaluator.inputs())
        return differs("columns", package.columns.size(), evaluator.inputs());
    const size_t classes = evaluator.task() == Task::regression ? 0 : evaluator.outputs();
    if (package.classes.size() != classes) return differs("classes", package.classes.size(), classes);
    return Done{};
}

}  // namespace

const char* form_name(Form form) {
    return form == Form::table ? "table" : form == Form::compiled ? "compiled" : "fast";
}

const char* task_name(Task task) {
    switch (task) {
        case Task::multiclass:
            return "multiclass";
        case Task::binary:
            return "binary";
        case Task::regression:
            return "regression";
    }
    return "unknown";
}

Result<Facts> find_facts(const model::Package& package) {
    MOTE_TRY(evaluator, model::Evaluator::open(package.binary));
    MOTE_CHECK(check_agreement(package, evaluator));
    MOTE_TRY(model, model::from_binary(package.binary));
    Facts facts;
    facts.model = std::move(model);
    facts.library = library_name(package.name);
    facts.prefix = symbol_prefix(package.name);
    facts.inputs = evaluator.inputs();
    facts.outputs = evaluator.outputs();
    facts.arena_bytes = evaluator.arena_bytes();
    facts.model_bytes = package.binary.size();
    const auto& bytes = package.binary;
    facts.checksum = bytes[bytes.size() - 2] | static_cast<unsigned>(bytes.back()) << 8;
    return facts;
}

}  // namespace mote::codegen
