#include "train/signal/table.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "model/binary.hpp"
#include "mote.h"
#include "mote_signal.h"
#include "train/base/augmentation.hpp"
#include "train/base/encoding.hpp"
#include "train/signal/menu.hpp"

namespace mote::train::signal {

namespace {

using Source = model::Signal::Source;

constexpr size_t most_tables = 6;  // one a part of a validation, and one to spare

/// The encoding for values of `width` bits, from that for 15.
model::Encoding narrowed(const model::Encoding& wide, unsigned width) {
    model::Encoding out = wide;
    const int bits = 15 - static_cast<int>(width) + 1;
    out.exponent = static_cast<int8_t>(std::max(wide.exponent - bits, -MOTE_MAX_EXPONENT));
    out.offset = static_cast<int32_t>(std::lround(std::ldexp(wide.offset, out.exponent - wide.exponent)));
    if (std::abs(out.offset) <= 1 << (width - 1)) out.offset = 0;
    return out;
}

/// The same values with another exponent.
void set_exponent(model::Encoding& entry, int8_t exponent) {
    entry.offset = static_cast<int32_t>(std::lround(std::ldexp(entry.offset, exponent - entry.exponent)));
    entry.exponent = exponent;
}

/// A layer of some sources, whose values are scores of no meaning: only to have it computed.
model::Model measuring_model(const Table& table, std::span<const Source> sources) {
    model::Model m;
    m.activation = model::Activation::i16;
    m.encoder = table.encoder;
    model::Signal layer{table.width, table.stride_log2, {sources.begin(), sources.end()}};
    model::Dense head;
    head.outputs = 1;
    head.weights = {model::WeightCode::i8, std::vector<int32_t>(layer.outputs(), 0), {}};
    head.biases = {model::WeightCode::i16, {0}, {}};
    m.layers.emplace_back(std::move(layer));
    m.layers.emplace_back(std::move(head));
    return m;
}

/// Some sources of the table over rows, into columns from `column` on.
class Measuring {
  public:
    static Result<Measuring> open(const Table& table, std::span<const Source> sources) {
        Measuring out;
        MOTE_TRY(bytes, model::to_binary(measuring_model(table, sources)));
        out.bytes_ = std::move(bytes);
        const auto size = static_cast<uint32_t>(out.bytes_.size());
        mote_status status = mote_open(&out.net_, out.bytes_.data(), size, nullptr, 0);
        if (status == MOTE_OK) {
            out.arena_.resize((out.net_.arena_bytes + 3u) / 4u);
            auto* arena = reinterpret_cast<uint8_t*>(out.arena_.data());
            status = mote_open(&out.net_, out.bytes_.data(), size, arena, out.net_.arena_bytes);
        }
        if (status != MOTE_OK) return Error{ErrorCode::usage, mote_status_text(status), "features", ""};
        return out;
    }

    void run(const SampleMatrix& samples, uint32_t row, int16_t* out) {
        row_.resize(samples.columns());
        samples.copy_row(row, row_);
        mote_run_f32(&net_, row_.data());
        const auto* values = reinterpret_cast<const int16_t*>(net_.arena + net_.layers[0].output);
        std::copy_n(values, net_.layers[0].outputs, out);
    }

  private:
    Measuring() = default;
    model::Bytes bytes_;
    mote_net net_{};
    std::vector<uint32_t> arena_;  ///< moves with its content in place
    std::vector<float> row_;
};

/// Sources of one layer: it has at most 255 features.
std::vector<std::span<const Source>> layers_of(const std::vector<Source>& sources) {
    constexpr size_t most = 200;
    std::vector<std::span<const Source>> out;
    for (size_t from = 0; from < sources.size();) {
        size_t to = from, features = 0;
        while (to < sources.size() && (to == from || features + sources[to].features.size() <= most))
            features += sources[to++].features.size();
        out.emplace_back(sources.data() + from, to - from);
        from = to;
    }
    return out;
}

Status measure(Table& table, const TrainingRows& rows, const Effort& effort) {
    const size_t columns = table.statistics.size();
    std::vector<int16_t> values(rows.samples->rows() * columns);
    size_t column = 0;
    for (const auto sources : layers_of(table.sources)) {
        MOTE_TRY(measuring, Measuring::open(table, sources));
        for (const uint32_t row : rows.index) {
            if (effort.stop.stop_requested())
                return Error{ErrorCode::interrupted, "training was stopped", "", ""};
            measuring.run(*rows.samples, row, values.data() + row * columns + column);
        }
        for (const auto& source : sources) column += source.features.size();
    }
    table.values = std::make_shared<SampleMatrix>(std::move(values), columns);
    return Done{};
}

}  // namespace

model::Encoder choose_encoder(const TrainingRows& rows, unsigned width) {
    model::Encoder out = base::choose_encoder(rows, model::Activation::i16);
    for (auto& entry : out.entries) entry = narrowed(entry, width);
    if (out.entries.size() == 1) return out;
    for (const auto& group : magnitude_groups(rows.shape.axes)) {
        const auto entries = std::span(out.entries).subspan(group.first, group.axes);
        const auto coarsest = std::ranges::min(entries, {}, &model::Encoding::exponent).exponent;
        for (auto& entry : entries) set_exponent(entry, coarsest);
    }
    return out;
}

Result<Table> make_table(const TrainingRows& rows, uint8_t stride_log2, size_t copies, const Effort& effort) {
    Table table;
    table.copies = copies;
    const uint32_t counted = ((rows.shape.steps - 1u) >> stride_log2) + 1;
    table.width = static_cast<uint8_t>(model::widest_signal(counted));
    table.stride_log2 = stride_log2;
    table.encoder = choose_encoder(rows, table.width);
    table.sources = menu(rows.shape.axes, table.width, counted);
    for (size_t s = 0; s < table.sources.size(); ++s)
        for (const auto& feature : table.sources[s].features) table.statistics.push_back({s, feature});
    if (copies == 0) {
        MOTE_CHECK(measure(table, rows, effort));
    } else {
        const auto augmentation = base::augmentation_for(rows);
        MOTE_CHECK(measure(table, base::with_augmented_copies(rows, augmentation, copies, 1), effort));
    }
    return table;
}

TrainingRows rows_of(const Table& table, const TrainingRows& rows) {
    return table.copies == 0 ? rows : base::repeated(rows, table.copies + 1, table.values);
}

std::shared_ptr<const Table> Tables::find(const TrainingRows& rows, uint8_t stride_log2, size_t copies) {
    const std::lock_guard lock(mutex_);
    for (const auto& kept : kept_)
        if (kept.samples == rows.samples && kept.stride_log2 == stride_log2 && kept.copies == copies &&
            kept.index == rows.index)
            return kept.table;
    return nullptr;
}

Result<std::shared_ptr<const Table>> Tables::of(const TrainingRows& rows, uint8_t stride_log2, size_t copies,
                                                const Effort& effort) {
    if (auto known = find(rows, stride_log2, copies)) return known;
    MOTE_TRY(made, make_table(rows, stride_log2, copies, effort));
    auto table = std::make_shared<const Table>(std::move(made));
    const std::lock_guard lock(mutex_);
    kept_.push_back({rows.samples, rows.index, stride_log2, copies, table});
    if (kept_.size() > most_tables) kept_.pop_front();
    return table;
}

FeatureRows feature_rows(const TrainingRows& rows, const Table& table, std::vector<size_t> columns) {
    FeatureRows out{rows, std::move(columns)};
    const auto& all = std::get<std::vector<int16_t>>(table.values->storage());
    const size_t width = table.statistics.size();
    std::vector<int16_t> values(table.values->rows() * out.columns.size());
    auto to = values.begin();
    for (size_t row = 0; row < table.values->rows(); ++row)
        for (const size_t c : out.columns) *to++ = all[row * width + c];
    out.rows.samples = std::make_shared<SampleMatrix>(std::move(values), out.columns.size());
    out.rows.shape = {1, static_cast<uint16_t>(out.columns.size())};
    out.rows.columns.assign(out.columns.size(), "");
    return out;
}

}  // namespace mote::train::signal
