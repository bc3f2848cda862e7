// A user's project compiles the archive at the optimisation level that it likes: all of it compiles without a
// warning at each, in each form, and answers the same.
#include <set>

#include "any_model.hpp"
#include "chip_batch.hpp"

namespace mote::testing {
namespace {

constexpr const char* levels[] = {"-O0", "-O1", "-Og", "-O2", "-O3", "-Os"};
constexpr codegen::Form forms[] = {codegen::Form::table, codegen::Form::compiled, codegen::Form::fast};

/// What has assembly, or sums in loops of a constant length: each kind of layer that has a compiled form.
std::vector<std::pair<std::string, model::Model>> one_of_each() {
    std::vector<std::pair<std::string, model::Model>> out;
    for (const auto& kind : network_kinds()) {
        if (kind.name != "i8" && kind.name != "i4" && kind.name != "ternary") continue;
        Rng rng(4);
        NetworkKind of = kind;
        of.raw_float = kind.name == "i4";
        model::Model m = bare(rng, of, 30, 40);
        const auto shape = [&] { return model::layer_shapes(m).back(); };
        m.layers.emplace_back(random_conv(rng, of, shape()));
        m.layers.emplace_back(random_dense(rng, of, shape(), m.scores, true));
        out.emplace_back(kind.name, m);
    }
    out.emplace_back("kernels", counts(5, 1, 90, 1, 1, 0));
    out.emplace_back("differences", counts(6, 1, 90, 1, 1, 0, true));
    out.emplace_back("raw_trees", raw_trees(1, true, model::Activation::i16, false));
    out.emplace_back("trees", test::random_model(301));
    out.emplace_back("grown", test::grown::random_model(801));
    return out;
}

/// What is the same in every archive of a form, the Calculator and the sketch's C, is compiled for one model of it.
TEST(OptimisationLevels, an_archive_compiles_at_each_of_them) {
    REQUIRE_AVR();
    std::set<codegen::Form> whole;
    for (const auto& [name, m] : one_of_each())
        for (const auto form : forms) {
            if (form == codegen::Form::table && name != "i4") continue;  // the same code but for switches
            const auto archive = Unpacked::of(package_of(m, name), form);
            const char* file = whole.insert(form).second ? "mote_all.c" : "mote_inference.c";
            for (const char* level : levels) {
                const auto built = shell(
                    fmt::format(
                        "avr-gcc -mmcu=atmega2560 -std=gnu99 {} -Wall -Wextra -Wconversion -Wshadow -Werror "
                        "-Isrc -Isrc/model -c extras/{} -o all.o",
                        level, file),
                    archive.library);
                EXPECT_TRUE(built.ok()) << name << " " << codegen::form_name(form) << " " << level << "\n"
                                        << built.errors.substr(0, 2000);
            }
        }
}

TEST(OptimisationLevels, answers_do_not_depend_on_them) {
    REQUIRE_AVR();
    std::vector<ChipModel> models;
    for (const auto& [name, m] : one_of_each()) {
        ChipModel model{name, package_of(m, name), {}};
        Rng rng(9);
        model.rows = test::ExtremeRows(rng, model.package.columns.size(), m.encoder.raw_float).make();
        models.push_back(std::move(model));
    }
    for (const char* level : {"-O0", "-O1", "-O2", "-O3"})
        for (const auto form : forms) {
            const auto outcome = compare_on_chip(
                models, {std::string(codegen::form_name(form)) + " " + level, form, {level}, {}});
            ASSERT_TRUE(outcome) << level << " " << codegen::form_name(form) << ": "
                                 << outcome.error().text();
            EXPECT_GT(outcome->answers, 100u);
            for (const auto& difference : outcome->differences) ADD_FAILURE() << difference;
        }
}

}  // namespace
}  // namespace mote::testing
