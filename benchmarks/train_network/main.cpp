// Trains one network on one data set of the data folder and prints size, quality and speed:
//   train_network_benchmark FOLDER "conv 8x7/3, conv 12x5/2" [key=value ...]
// keys: fold, seeds, fidelity, bits, axes, table, regression, and the settings of the trainer by name.
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <map>

#include "csv.hpp"
#include "metrics.hpp"
#include "model/binary.hpp"
#include "train/network/candidate.hpp"

using namespace mote;
using namespace mote::train;

namespace {

model::WeightCode code_of(const std::string& text) {
    if (text.find("ternary") != std::string::npos) return model::WeightCode::ternary;
    if (text.find("4-bit") != std::string::npos) return model::WeightCode::i4;
    return model::WeightCode::i8;
}

network::LayerSpec parse_layer(const std::string& text) {
    network::LayerSpec layer;
    unsigned outputs = 1, kernel = 1, stride = 1;
    layer.code = code_of(text);
    if (text.find("mean") != std::string::npos) {
        layer.kind = network::Kind::mean_pool;
    } else if (text.find("max") != std::string::npos) {
        layer.kind = network::Kind::max_pool;
    } else if (std::sscanf(text.c_str(), " conv %ux%u/%u", &outputs, &kernel, &stride) == 3) {
        layer.kind = network::Kind::conv;
    } else if (std::sscanf(text.c_str(), " depthwise %ux%u/%u", &outputs, &kernel, &stride) == 3) {
        layer.kind = network::Kind::depthwise;
    } else {
        std::sscanf(text.c_str(), " dense %u", &outputs);
    }
    layer.outputs = static_cast<uint8_t>(outputs);
    layer.kernel = static_cast<uint8_t>(kernel);
    layer.stride = static_cast<uint8_t>(stride);
    return layer;
}

struct Options {
    std::map<std::string, double> numbers;
    double get(const std::string& key, double otherwise) const {
        const auto it = numbers.find(key);
        return it == numbers.end() ? otherwise : it->second;
    }
};

network::Settings settings_of(const Options& o) {
    network::Settings s;
    const auto set = [&](const char* key, float& value) {
        value = static_cast<float>(o.get(key, static_cast<double>(value)));
    };
    set("rate", s.rate), set("decay", s.weight_decay), set("smoothing", s.smoothing), set("huber", s.huber);
    set("balance", s.class_balance), set("shift", s.augmentation.shift),
        set("stretch", s.augmentation.stretch);
    set("gain", s.augmentation.gain), set("noise", s.augmentation.noise);
    s.quantise_from = o.get("quantise", s.quantise_from);
    s.average = o.get("average", s.average);
    s.work = o.get("work", s.work);
    s.most_steps = static_cast<size_t>(o.get("most", static_cast<double>(s.most_steps)));
    return s;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) return 2;
    Options options;
    for (int i = 3; i < argc; ++i) {
        const std::string text = argv[i];
        const size_t at = text.find('=');
        options.numbers[text.substr(0, at)] = at == std::string::npos ? 1 : std::atof(text.c_str() + at + 1);
    }
    const auto seeds = static_cast<int>(options.get("seeds", 1));
    const auto bits = static_cast<int>(options.get("bits", 8));
    const double fidelity = options.get("fidelity", 1);
    const auto settings = settings_of(options);
    const auto from = static_cast<int>(options.get("fold", 0));
    const auto to = static_cast<int>(options.get("lastfold", from));
    double sum = 0, sum2 = 0, seconds = 0;
    int count = 0;
    size_t size = 0;
    benchmark::Figures last;
    network::Cost cost;
    for (int fold = from; fold <= to; ++fold) {
        const auto split = benchmark::read_split(argv[1], fold, options.get("regression", 0) != 0,
                                                 static_cast<uint16_t>(options.get("axes", 1)),
                                                 options.get("table", 0) == 0);
        network::Structure structure = network::structure_for(split.training);
        const std::string text = argv[2];
        for (size_t at = 0; at < text.size();) {
            const size_t end = std::min(text.find(',', at), text.size());
            structure.hidden.push_back(parse_layer(text.substr(at, end - at)));
            at = end + 1;
        }
        if (options.get("readout", 8) == 4) structure.readout_code = model::WeightCode::i4;
        for (int seed = 1; seed <= seeds; ++seed) {
            const auto begin = std::clock();
            Effort effort;
            effort.fidelity = fidelity, effort.seed = static_cast<uint64_t>(seed);
            const auto trained = network::train_network(split.training, structure, settings, bits, effort);
            if (!trained) return fmt::print(stderr, "{}\n", trained.error().text()), 1;
            seconds += static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
            const auto bytes = model::to_binary(*trained);
            if (!bytes) return fmt::print(stderr, "{}\n", bytes.error().text()), 1;
            const auto answers = model::evaluate(*bytes, *split.test.samples, split.test.index);
            if (!answers) return fmt::print(stderr, "{}\n", answers.error().text()), 1;
            last = benchmark::figures(*answers, split.test);
            const double figure = answers->task == Task::regression ? last.r2
                                  : answers->task == Task::binary   ? last.auc
                                                                    : last.accuracy;
            if (options.get("verbose", 0) != 0) {
                const auto own = model::evaluate(*bytes, *split.training.samples, split.training.index);
                const auto f = benchmark::figures(*own, split.training);
                fmt::print("  fold {} seed {}: {:.4f} acc {:.4f} bal {:.4f} (training {:.4f} acc {:.4f})\n",
                           fold, seed, figure, last.accuracy, last.balanced_accuracy, f.auc + f.r2,
                           f.accuracy);
            }
            sum += figure, sum2 += last.accuracy, ++count;
            size = bytes->size();
            cost = network::cost(structure, settings, split.training.size(), fidelity);
        }
    }
    fmt::print("{:40} {:5} B  metric {:.4f} accuracy {:.4f}  {:.2f} s  {:.0f} epochs {:.0f} epochs/s\n",
               argv[2], size, sum / count, sum2 / count, seconds / count, cost.epochs,
               cost.epochs * count / seconds);
    return 0;
}
