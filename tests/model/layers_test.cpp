// The list of layer kinds (device/runtime/mote_layers.h) against the file format and the host's layers.
#include <gtest/gtest.h>

#include <map>

#include "model/binary.hpp"
#include "model/layers/functions.hpp"

namespace mote::model {
namespace {

struct Row {
    const char* name;
    Layer layer;
    bool takes[3];
};

std::map<int, Row> rows() {
    std::map<int, Row> out;
#define MOTE_ROW(code, NAME, name, Type, ends, scores, sums, i8, i16, f32) \
    out.emplace(code, Row{#name, Type{}, {i8 == 1, i16 == 1, f32 == 1}});
    MOTE_LAYERS(MOTE_ROW)
#undef MOTE_ROW
    std::get<Proportions>(out.at(MOTE_LAYER_DIFFERENCES).layer).differences = true;
    return out;
}

TEST(LayerKinds, have_the_codes_of_the_file_format) {
    const std::map<int, std::string> codes = {{1, "conv"},        {2, "dense"}, {3, "pool"},
                                              {4, "proportions"}, {5, "trees"}, {6, "sparse"},
                                              {7, "differences"}, {8, "signal"}};
    std::map<int, std::string> listed;
    for (const auto& [code, row] : rows()) listed[code] = row.name;
    EXPECT_EQ(listed, codes) << "models of this format version exist";
}

TEST(LayerKinds, know_their_own_code_on_the_host) {
    for (const auto& [code, row] : rows()) EXPECT_EQ(code_of(row.layer), code) << row.name;
}

TEST(LayerKinds, are_refused_with_activations_that_they_do_not_take) {
    for (const auto& [code, row] : rows())
        for (const auto activation : {Activation::i8, Activation::i16, Activation::f32}) {
            Model model;
            model.activation = activation;
            model.encoder.shape = {1, 4};
            model.encoder.entries.resize(1);
            model.layers = {row.layer};
            const auto binary = to_binary(model);
            const bool by_kind =
                !binary && binary.error().message.find(std::string("a ") + row.name + " layer takes no") == 0;
            EXPECT_EQ(by_kind, !row.takes[static_cast<size_t>(activation)])
                << row.name << ": " << (binary ? "written" : binary.error().message);
        }
}

}  // namespace
}  // namespace mote::model
