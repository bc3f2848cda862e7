#include <cmath>
#include <nlohmann/json.hpp>

#include "quality/evaluation.hpp"

namespace mote::quality {

namespace {

using nlohmann::json;

constexpr const char* task_names[] = {"multiclass", "binary", "regression"};

json figures_json(const std::map<std::string, Figure>& figures) {
    json out = json::object();
    for (const auto& [name, figure] : figures) {
        out[name] = {{"value", figure.value}};
        if (figure.interval) out[name]["interval"] = {figure.interval->low, figure.interval->high};
    }
    return out;
}

json curves_json(const std::vector<ClassCurve>& curves) {
    json out = json::array();
    for (const auto& curve : curves) {
        json points = json::array();
        for (const auto& p : curve.points)
            points.push_back({p.threshold, p.sensitivity, p.specificity, p.precision});
        out.push_back({{"class", curve.class_index}, {"points", std::move(points)}});
    }
    return out;
}

template <class T, class Of>
json list_json(const std::vector<T>& items, const Of& of) {
    json out = json::array();
    for (const auto& item : items) out.push_back(of(item));
    return out;
}

json bins_json(const std::vector<ReliabilityBin>& bins) {
    return list_json(bins, [](const ReliabilityBin& b) { return json{b.said, b.was, b.rows}; });
}

template <class T, class Of>
std::vector<T> list_from(const json& items, const Of& of) {
    std::vector<T> out;
    for (const auto& item : items) out.push_back(of(item));
    return out;
}

std::vector<ReliabilityBin> bins_from(const json& j) {
    return list_from<ReliabilityBin>(j, [](const json& b) {
        return ReliabilityBin{b.at(0).get<double>(), b.at(1).get<double>(), b.at(2).get<size_t>()};
    });
}

Task task_from(const std::string& name) {
    for (uint8_t i = 0; i < 3; ++i)
        if (name == task_names[i]) return static_cast<Task>(i);
    throw json::other_error::create(501, "no such task", nullptr);
}

Figure figure_from(const json& j) {
    Figure out{j.at("value").get<double>(), {}};
    if (j.contains("interval"))
        out.interval = Interval{j["interval"].at(0).get<double>(), j["interval"].at(1).get<double>()};
    return out;
}

ClassCurve curve_from(const json& j) {
    return {j.at("class").get<size_t>(), list_from<OperatingPoint>(j.at("points"), [](const json& p) {
                return OperatingPoint{p.at(0).get<double>(), p.at(1).get<double>(), p.at(2).get<double>(),
                                      p.at(3).get<double>()};
            })};
}

/// What the page indexes by must be there.
bool consistent(const Evaluation& e) {
    const size_t classes = e.classes.size();
    const bool regression = e.task == Task::regression;
    if (!regression && (classes < 2 || e.confusion.size() != classes * classes)) return false;
    const auto known = [&](double index) {
        return regression || (index >= 0 && index < static_cast<double>(classes));
    };
    for (const auto& curve : e.curves)
        if (curve.class_index >= classes) return false;
    for (const auto& row : e.worst)
        if (!known(row.truth) || !known(row.answer)) return false;
    if (e.in_floats)
        for (const auto& row : e.in_floats->rows)
            if (!known(row.truth) || !known(row.answer) || !known(row.in_floats)) return false;
    for (const auto& curve : e.mean_curves)
        if (curve.class_index >= classes || curve.axis >= e.shape.axes ||
            curve.low.size() != curve.mean.size() || curve.high.size() != curve.mean.size())
            return false;
    for (const auto& part : e.importance)
        if (part.count == 0 || part.first >= e.columns.size() || part.count > e.columns.size() - part.first)
            return false;
    return e.shape.axes > 0;
}

}  // namespace

json to_json(const Evaluation& e) {
    json out = {
        {"task", task_names[static_cast<size_t>(e.task)]},
        {"metric", e.metric},
        {"classes", e.classes},
        {"columns", e.columns},
        {"steps", e.shape.steps},
        {"axes", e.shape.axes},
        {"rows", e.rows},
        {"training_rows", e.training_rows},
        {"group_count", e.group_count},
        {"figures", figures_json(e.figures)},
        {"rivals", list_json(e.rivals,
                             [](const RivalFigures& r) {
                                 return json{{"name", r.name}, {"words", r.words}, {"figures", r.figures}};
                             })},
        {"calibration_error", e.calibration_error ? json(*e.calibration_error) : json()},
        {"reliability", bins_json(e.reliability)},
        {"confusion", e.confusion},
        {"curves", curves_json(e.curves)},
        {"values", e.values},
        {"groups", list_json(e.groups,
                             [](const GroupFigure& g) {
                                 return json{g.group, g.rows, g.figure};
                             })},
        {"worst", list_json(e.worst,
                            [](const WorstRow& w) {
                                return json{{"row", w.row},
                                            {"truth", w.truth},
                                            {"answer", w.answer},
                                            {"probability", w.probability},
                                            {"samples", w.samples}};
                            })},
        {"importance", list_json(e.importance,
                                 [](const Importance& i) {
                                     return json{i.first, i.count, i.loss, i.used};
                                 })},
        {"mean_curves", list_json(e.mean_curves, [](const MeanCurve& c) {
             return json{{"class", c.class_index},
                         {"axis", c.axis},
                         {"mean", c.mean},
                         {"low", c.low},
                         {"high", c.high}};
         })}};
    if (e.calibration_error_before) {
        out["calibration_error_before"] = *e.calibration_error_before;
        out["reliability_before"] = bins_json(e.reliability_before);
    }
    if (e.in_floats) out["in_floats"] = to_json(*e.in_floats);
    return out;
}

Result<Evaluation> evaluation_from(const json& j, const std::string& place) {
    Evaluation e;
    const Error broken{ErrorCode::input, "is not what mote train wrote", place, "train again"};
    try {
        e.task = task_from(j.at("task").get<std::string>());
        e.metric = j.at("metric").get<std::string>();
        e.classes = j.at("classes").get<std::vector<std::string>>();
        e.columns = j.at("columns").get<std::vector<std::string>>();
        e.shape = {j.at("steps").get<uint16_t>(), j.at("axes").get<uint16_t>()};
        e.rows = j.at("rows").get<size_t>();
        e.training_rows = j.at("training_rows").get<size_t>();
        e.group_count = j.at("group_count").get<size_t>();
        for (const auto& [name, figure] : j.at("figures").items()) e.figures[name] = figure_from(figure);
        e.rivals = list_from<RivalFigures>(j.at("rivals"), [](const json& r) {
            return RivalFigures{r.at("name").get<std::string>(), r.at("words").get<std::string>(),
                                r.at("figures").get<std::map<std::string, double>>()};
        });
        if (!j.at("calibration_error").is_null()) e.calibration_error = j["calibration_error"].get<double>();
        e.reliability = bins_from(j.at("reliability"));
        if (j.contains("calibration_error_before")) {
            e.calibration_error_before = j["calibration_error_before"].get<double>();
            e.reliability_before = bins_from(j.at("reliability_before"));
        }
        if (j.contains("in_floats")) e.in_floats = float_comparison_from(j.at("in_floats"));
        e.confusion = j.at("confusion").get<std::vector<size_t>>();
        e.curves = list_from<ClassCurve>(j.at("curves"), curve_from);
        e.values = j.at("values").get<std::vector<std::pair<double, double>>>();
        e.groups = list_from<GroupFigure>(j.at("groups"), [](const json& g) {
            return GroupFigure{g.at(0).get<uint32_t>(), g.at(1).get<size_t>(), g.at(2).get<double>()};
        });
        e.worst = list_from<WorstRow>(j.at("worst"), [](const json& w) {
            return WorstRow{w.at("row").get<uint32_t>(), w.at("truth").get<double>(),
                            w.at("answer").get<double>(), w.at("probability").get<double>(),
                            w.at("samples").get<std::vector<float>>()};
        });
        e.importance = list_from<Importance>(j.at("importance"), [](const json& i) {
            return Importance{i.at(0).get<size_t>(), i.at(1).get<size_t>(), i.at(2).get<double>(),
                              i.at(3).get<bool>()};
        });
        e.mean_curves = list_from<MeanCurve>(j.at("mean_curves"), [](const json& c) {
            return MeanCurve{c.at("class").get<size_t>(), c.at("axis").get<size_t>(),
                             c.at("mean").get<std::vector<float>>(), c.at("low").get<std::vector<float>>(),
                             c.at("high").get<std::vector<float>>()};
        });
    } catch (const json::exception&) {
        return broken;
    }
    if (!consistent(e)) return broken;
    return e;
}

}  // namespace mote::quality
