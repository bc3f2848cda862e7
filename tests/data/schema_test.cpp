#include "data/schema.hpp"

#include <functional>
#include <stdexcept>

#include "support.hpp"

namespace mote::data {
namespace {

class SchemaTest : public FilesTest {
  protected:
    Table table_of(size_t rows, const std::function<std::string(size_t)>& target,
                   const std::string& name = "x.csv") const {
        std::string text = "a,target\n";
        for (size_t row = 0; row < rows; ++row) text += "1," + target(row) + "\n";
        auto table = read_csv(write(name, text), {.target = "target"});
        if (!table) throw std::runtime_error(table.error().text());
        return std::move(*table);
    }
    static Schema schema_of(const Table& table, std::optional<Task> forced = {}) {
        auto schema = detect_schema(table, forced);
        if (!schema) throw std::runtime_error(schema.error().text());
        return *schema;
    }
};

std::string number(size_t value) {
    return std::to_string(value);
}

TEST_F(SchemaTest, TwoIntegersAreBinaryHoweverFewTheRows) {
    const Schema schema = schema_of(table_of(2, [](size_t row) { return row == 0 ? "1" : "-1"; }));
    EXPECT_EQ(schema.task, Task::binary);
    EXPECT_EQ(schema.classes, (std::vector<std::string>{"-1", "1"})) << "ordered by value";
}

TEST_F(SchemaTest, NumericLabelsAreOrderedByValueAndTextsByName) {
    const Schema numbers = schema_of(table_of(60, [](size_t row) { return number(row % 12); }));
    EXPECT_EQ(numbers.task, Task::multiclass);
    EXPECT_EQ(numbers.classes[2], "2");
    EXPECT_EQ(numbers.classes[11], "11");
    const Schema texts = schema_of(table_of(3, [](size_t row) {
        return std::string(row == 0 ? "b" : row == 1 ? "c" : "a");
    }));
    EXPECT_EQ(texts.classes, (std::vector<std::string>{"a", "b", "c"}));
}

TEST_F(SchemaTest, AFractionMakesItRegression) {
    const Schema schema =
        schema_of(table_of(100, [](size_t row) { return row == 50 ? "1.5" : number(row % 2); }));
    EXPECT_EQ(schema.task, Task::regression);
    EXPECT_EQ(schema.reason, "the target holds 1.5, not only integers");
}

TEST_F(SchemaTest, WholeNumbersWrittenWithAPointAreStillClasses) {
    const Schema schema = schema_of(table_of(10, [](size_t row) { return row % 2 ? "1.0" : "0.0"; }));
    EXPECT_EQ(schema.task, Task::binary);
    EXPECT_EQ(schema.classes, (std::vector<std::string>{"0", "1"}));
}

TEST_F(SchemaTest, ManyIntegersAreRegressionUnlessTheyAreEvenAndWithoutGap) {
    const auto task = [&](size_t rows, const std::function<size_t(size_t)>& value) {
        return schema_of(table_of(rows, [&](size_t row) { return number(value(row)); })).task;
    };
    EXPECT_EQ(task(2600, [](size_t row) { return row % 26; }), Task::multiclass) << "letters of the alphabet";
    EXPECT_EQ(task(2600, [](size_t row) { return 1 + row % 100; }), Task::multiclass);
    EXPECT_EQ(task(2600, [](size_t row) { return 2 * (row % 26); }), Task::regression) << "gaps";
    EXPECT_EQ(task(2626, [](size_t row) { return row % 101; }), Task::regression) << "more than 100";
    EXPECT_EQ(task(2600, [](size_t row) { return row < 2300 ? 0 : row % 30; }), Task::regression) << "uneven";
    EXPECT_EQ(task(15, [](size_t row) { return row; }), Task::regression) << "every value once";
}

TEST_F(SchemaTest, TheTaskCanBeForced) {
    const Table digits = table_of(40, [](size_t row) { return number(row % 10); });
    EXPECT_EQ(schema_of(digits, Task::regression).task, Task::regression);
    const Table two = table_of(10, [](size_t row) { return number(row % 2); });
    EXPECT_EQ(schema_of(two, Task::multiclass).task, Task::multiclass);
    EXPECT_EQ(schema_of(two, Task::multiclass).classes.size(), 2u);
    const auto binary = detect_schema(digits, Task::binary);
    ASSERT_FALSE(binary.ok());
    EXPECT_EQ(text_of(binary.error()),
              "x.csv: column 'target': 10 classes cannot be a binary task\n"
              "  remedy: use --task multiclass, or leave --task out");
}

TEST_F(SchemaTest, TextCannotBeForcedIntoRegression) {
    const auto schema =
        detect_schema(table_of(3, [](size_t row) { return row == 1 ? "high" : "2"; }), Task::regression);
    ASSERT_FALSE(schema.ok());
    EXPECT_NE(text_of(schema.error())
                  .find("x.csv: row 2 (line 3), column 'target': 'high' is text in a number column"),
              std::string::npos);
}

TEST_F(SchemaTest, OneClassOnlyIsRefused) {
    const auto numbers = detect_schema(table_of(5, [](size_t) { return "1"; }));
    ASSERT_FALSE(numbers.ok());
    EXPECT_EQ(text_of(numbers.error()),
              "x.csv: column 'target': only one class: every row is '1'\n"
              "  remedy: add rows of the other class, or name another target column");
    EXPECT_FALSE(detect_schema(table_of(5, [](size_t) { return "normal"; })).ok());
    const auto values = detect_schema(table_of(5, [](size_t) { return "0.5"; }));
    ASSERT_FALSE(values.ok());
    EXPECT_NE(values.error().message.find("every row has the same value, 0.5"), std::string::npos);
}

TEST_F(SchemaTest, ASlipInANumericTargetIsNamedWhenItMakesTooManyClasses) {
    const auto schema =
        detect_schema(table_of(400, [](size_t row) { return row == 7 ? "12o" : number(row); }));
    ASSERT_FALSE(schema.ok());
    EXPECT_EQ(schema.error().message,
              "400 distinct labels are too many for classification; "
              "the first that is not a number is '12o' in row 8 (line 9)");
}

TEST_F(SchemaTest, DetectionSeesTheGivenRowsAlone) {
    const Table table = table_of(10, [](size_t row) { return row < 6 ? number(row % 2) : "7.5"; });
    const std::vector<uint32_t> training = {0, 1, 2, 3, 4, 5};
    const auto schema = detect_schema(table, training);
    ASSERT_TRUE(schema.ok());
    EXPECT_EQ(schema->classes, (std::vector<std::string>{"0", "1"}));
}

TEST_F(SchemaTest, LabelsOfAnotherFileMatchByTextOrByValue) {
    const Schema schema{Task::multiclass, {"0", "1", "2"}, ""};
    const auto targets =
        encode_targets(table_of(3, [](size_t row) { return number(2 - row) + ".0"; }), schema);
    ASSERT_TRUE(targets.ok());
    EXPECT_EQ(targets->labels, (std::vector<uint16_t>{2, 1, 0}));
}

TEST_F(SchemaTest, LabelsKeepTheirZeros) {
    const char* labels[] = {"01", "02", "0A", "1"};
    const Schema schema = schema_of(table_of(80, [&](size_t row) { return labels[row % 4]; }));
    EXPECT_EQ(schema.classes, (std::vector<std::string>{"01", "02", "0A", "1"}));
    const Schema numbers = schema_of(table_of(80, [&](size_t row) { return labels[row % 2]; }));
    EXPECT_EQ(numbers.classes, (std::vector<std::string>{"01", "02"})) << "also when all are numbers";
}

TEST_F(SchemaTest, LabelsOfAnotherFileMatchByValueOnlyWhereNothingIsMixedUp) {
    const auto labels_of = [&](const Schema& schema, const std::string& label) {
        const auto targets = encode_targets(table_of(1, [&](size_t) { return label; }), schema);
        return targets ? static_cast<int>(targets->labels[0]) : -1;
    };
    const Schema padded{Task::multiclass, {"01", "02", "2"}, ""};
    EXPECT_EQ(labels_of(padded, "02"), 1);
    EXPECT_EQ(labels_of(padded, "2"), 2);
    EXPECT_EQ(labels_of(padded, "1"), 0) << "only one class has this value";
    EXPECT_EQ(labels_of(padded, "2e0"), -1) << "two classes have this value";
}

TEST_F(SchemaTest, UnevenIntegersComeWithAHintThatTheyMayBeClasses) {
    const Schema schema =
        schema_of(table_of(2600, [](size_t row) { return number(row < 2300 ? 0 : row % 25); }));
    EXPECT_EQ(schema.task, Task::regression);
    EXPECT_EQ(
        schema.reason,
        "the target holds 25 distinct integers in 2600 rows; if they are classes, use --task multiclass");
}

TEST_F(SchemaTest, AMissingTargetIsNoClass) {
    const Schema schema =
        schema_of(table_of(40, [](size_t row) { return row % 5 == 0 ? "NA" : number(row % 2); }));
    EXPECT_EQ(schema.classes, (std::vector<std::string>{"0", "1"}));
}

TEST_F(SchemaTest, UnknownLabelsAreRefusedWithRowAndLine) {
    const Schema schema{Task::binary, {"abnormal", "normal"}, ""};
    const auto targets =
        encode_targets(table_of(2, [](size_t row) { return row ? "Normal" : "normal"; }), schema);
    ASSERT_FALSE(targets.ok());
    EXPECT_EQ(
        text_of(targets.error()),
        "x.csv: row 2 (line 3), column 'target': the label 'Normal' is not among the classes learnt from "
        "('abnormal', 'normal')\n  remedy: correct the label, or add training rows of this class");
}

TEST(TaskNameTest, NamesGoBothWays) {
    for (const Task task : {Task::binary, Task::multiclass, Task::regression})
        EXPECT_EQ(task_from_name(task_name(task)).value(), task);
    EXPECT_FALSE(task_from_name("Binary").ok());
}

}  // namespace
}  // namespace mote::data
