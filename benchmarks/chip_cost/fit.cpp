#include "chip_cost/fit.hpp"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "core/files.hpp"
#include "cost/calibration.hpp"

namespace mote::benchmarks {

namespace {

using cost::Prediction;

struct Sample {
    std::string name, family;
    double flash_bytes, cycles;
    Prediction prediction;  ///< by the coefficients that this program was built with
    size_t stack_bytes;
};

model::Bytes bytes_of(const std::string& hex) {
    model::Bytes out;
    for (size_t i = 0; i + 1 < hex.size(); i += 2)
        out.push_back(static_cast<uint8_t>(std::stoul(hex.substr(i, 2), nullptr, 16)));
    return out;
}

const char* family_of(const model::Bytes& binary) {
    const auto model = model::from_binary(binary);
    const auto& first = model->layers[0];
    if (std::holds_alternative<model::Trees>(first)) return "trees";
    if (std::holds_alternative<model::Sparse>(first)) return "sparse";
    if (const auto* p = std::get_if<model::Proportions>(&first))
        return p->differences ? "differences" : "kernels";
    return "network";
}

std::vector<Sample> read_samples(const std::filesystem::path& path) {
    std::vector<Sample> out;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        const auto json = nlohmann::json::parse(line, nullptr, false);
        if (json.is_discarded()) continue;
        model::Package package;
        package.binary = bytes_of(json.at("model"));
        std::vector<float> values;
        for (const auto& row : json.at("rows"))
            for (const float value : row) values.push_back(value);
        const SampleMatrix rows(std::move(values), json.at("rows").at(0).size());
        std::vector<uint32_t> index(rows.rows());
        for (uint32_t r = 0; r < index.size(); ++r) index[r] = r;
        const auto form = json.at("form") == "fast" ? codegen::Form::fast : codegen::Form::compiled;
        const auto prediction = cost::predict(package, form, {&rows, index});
        if (!prediction) continue;
        out.push_back({json.at("name"), family_of(package.binary), json.at("flash_bytes"), json.at("cycles"),
                       *prediction, json.at("stack_bytes")});
    }
    return out;
}

/// x >= 0 that makes |A x - b|^2 + shrinkage |x|^2 least, by coordinate descent.
Eigen::VectorXd non_negative_fit(const Eigen::MatrixXd& a, const Eigen::VectorXd& b) {
    const Eigen::VectorXd scale = a.colwise().norm().cwiseMax(1e-12);
    const Eigen::MatrixXd scaled = a * scale.cwiseInverse().asDiagonal();
    constexpr double shrinkage = 1e-4;
    const Eigen::MatrixXd gram = scaled.transpose() * scaled;
    const Eigen::VectorXd target = scaled.transpose() * b;
    Eigen::VectorXd x = Eigen::VectorXd::Zero(a.cols());
    for (int turn = 0; turn < 4000; ++turn)
        for (Eigen::Index i = 0; i < x.size(); ++i) {
            const double rest = target(i) - gram.row(i).dot(x) + gram(i, i) * x(i);
            x(i) = std::max(0.0, rest / (gram(i, i) + shrinkage));
        }
    return x.cwiseQuotient(scale);
}

/// Relative errors are made small. What no sample has keeps its coefficient, that of `before`.
template <class Counts, class Rest>
Eigen::VectorXd fit(const std::vector<Sample>& samples, Counts counts, double Sample::*measured, Rest rest,
                    const Eigen::VectorXd& before) {
    const auto n = static_cast<Eigen::Index>(samples.size());
    const auto columns = static_cast<Eigen::Index>(counts(samples[0]).size());
    Eigen::MatrixXd a(n, columns);
    Eigen::VectorXd b(n);
    for (Eigen::Index i = 0; i < n; ++i) {
        const Sample& sample = samples[static_cast<size_t>(i)];
        for (Eigen::Index c = 0; c < columns; ++c)
            a(i, c) = counts(sample)[static_cast<size_t>(c)] / sample.*measured;
        b(i) = (sample.*measured - rest(sample)) / sample.*measured;
    }
    Eigen::VectorXd out = non_negative_fit(a, b);
    for (Eigen::Index c = 0; c < columns; ++c)
        if (a.col(c).isZero(0)) out(c) = before(c);
    return out;
}

struct Coefficients {
    Eigen::VectorXd cycles, bytes;
};

template <class Values, class Numbers>
double product(const Values& counts, const Numbers& coefficients) {
    double sum = 0;
    for (size_t i = 0; i < counts.size(); ++i) sum += counts[i] * coefficients[static_cast<Eigen::Index>(i)];
    return sum;
}

Eigen::VectorXd built_in(const auto& values) {
    return Eigen::Map<const Eigen::VectorXd>(values.data(), static_cast<Eigen::Index>(values.size()));
}

double table_bytes(const Sample& s) {
    return s.prediction.flash_bytes -
           product(s.prediction.pieces.values(), built_in(cost::byte_coefficients()));
}

Coefficients fit_all(const std::vector<Sample>& samples) {
    return {fit(
                samples, [](const Sample& s) { return s.prediction.operations.values(); }, &Sample::cycles,
                [](const Sample& s) { return s.prediction.counted_cycles; },
                built_in(cost::cycle_coefficients())),
            fit(
                samples, [](const Sample& s) { return s.prediction.pieces.values(); }, &Sample::flash_bytes,
                table_bytes, built_in(cost::byte_coefficients()))};
}

Prediction with(const Sample& s, const Coefficients& by) {
    Prediction out = s.prediction;
    out.flash_bytes = table_bytes(s) + product(out.pieces.values(), by.bytes);
    out.cycles = out.counted_cycles + product(out.operations.values(), by.cycles);
    return out;
}

/// Relative errors, and how many are above those that a search allows for (cost::may_meet).
class Errors {
  public:
    void add(const Sample& sample, const Prediction& predicted) {
        for (const std::string& family : {sample.family, std::string("all")}) {
            flash_[family].push_back(predicted.flash_bytes / sample.flash_bytes - 1);
            cycles_[family].push_back(predicted.cycles / sample.cycles - 1);
        }
    }
    void print(const char* title) {
        for (auto* of : {&flash_, &cycles_})
            for (auto& [family, errors] : *of)
                fmt::print("{} {:11} {:6} {}\n", title, family, of == &flash_ ? "flash" : "cycles",
                           summary(errors));
    }

  private:
    static std::string summary(std::vector<double> errors) {
        const auto n = static_cast<double>(errors.size());
        const auto above =
            static_cast<double>(std::ranges::count_if(errors, [](double e) { return e > 0.3; }));
        double sum = 0, within = 0;
        for (double& e : errors) e = std::fabs(e), sum += e, within += e <= 0.1;
        std::ranges::sort(errors);
        return fmt::format(
            "{:4.0f} models  mean {:5.1f} %  95th {:5.1f} %  within 10 % {:5.1f} %  30 % too much {:4.1f} %",
            n, 100 * sum / n, 100 * errors[static_cast<size_t>(0.95 * (n - 1))], 100 * within / n,
            100 * above / n);
    }

    std::map<std::string, std::vector<double>> flash_, cycles_;
};

/// Each fifth of the models is predicted by what the others say.
void print_errors(const std::vector<Sample>& samples) {
    Errors estimated;
    constexpr size_t folds = 5;
    std::map<std::string, size_t> fold_of;
    for (const auto& s : samples) fold_of.try_emplace(s.name, fold_of.size() % folds);
    for (size_t fold = 0; fold < folds; ++fold) {
        std::vector<Sample> seen, held;
        for (const auto& s : samples) (fold_of.at(s.name) == fold ? held : seen).push_back(s);
        const auto by = fit_all(seen);
        for (const auto& s : held) estimated.add(s, with(s, by));
    }
    estimated.print("estimated ");
    Errors calibrated;  // with the coefficients that this program has: run it again after a fit
    cost::CostCalibration calibration;
    for (const auto& s : samples) {
        if (calibration.determines(s.prediction)) calibrated.add(s, calibration.corrected(s.prediction));
        calibration.add(s.prediction, {s.flash_bytes, s.cycles, s.stack_bytes});
    }
    calibrated.print("calibrated");
}

std::string table(const char* name, const char* feature, const Eigen::VectorXd& values, const auto& names) {
    std::string out = fmt::format("constexpr std::array<double, Counts<{}>::size> {} = {{\n", feature, name);
    for (size_t i = 0; i < names.size(); ++i)
        out += fmt::format("    {:.4g},  // {}\n", values(static_cast<Eigen::Index>(i)), names[i]);
    return out + "};\n";
}

}  // namespace

Status fit_costs(const std::filesystem::path& measured, const std::filesystem::path& out) {
    const auto samples = read_samples(measured);
    if (samples.size() < 100)
        return Error{ErrorCode::input, fmt::format("{} measured models are too few to fit", samples.size()),
                     measured.string(), "measure some hundred"};
    print_errors(samples);
    if (out.empty()) return Done{};
    const auto by = fit_all(samples);
    return write_file_atomically(out, "// Made by `benchmarks/chip fit`; do not edit.\n" +
                                          table("cycles_of", "Op", by.cycles, cost::operation_names()) +
                                          table("bytes_of", "Piece", by.bytes, cost::piece_names()));
}

}  // namespace mote::benchmarks
