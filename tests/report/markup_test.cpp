#include "report/markup.hpp"

#include <gtest/gtest.h>

#include "report/page.hpp"

namespace mote::report {
namespace {

constexpr const char* hostile_text = "</title><script>alert('1')</script>\"&\x01\xFF";
constexpr const char* harmless =
    "&lt;/title&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot;&amp;\xEF\xBF\xBD\xEF\xBF\xBD";

TEST(Markup, EscapesTextAndAttributes) {
    EXPECT_EQ(escaped(hostile_text), harmless);
    EXPECT_EQ(Markup::text(hostile_text).str(), harmless);
    EXPECT_EQ(element("p", {{"title", hostile_text}}, hostile_text).str(),
              std::string("<p title=\"") + harmless + "\">" + harmless + "</p>");
}

TEST(Markup, KeepsUtf8AndReplacesWhatIsNone) {
    EXPECT_EQ(escaped("緑茶 °C é\n"), "緑茶 °C é\n");
    const std::string mark = "\xEF\xBF\xBD";
    EXPECT_EQ(escaped("\xC0\xAF"), mark + mark) << "overlong";
    EXPECT_EQ(escaped("\xED\xA0\x80"), mark + mark + mark) << "a surrogate";
    EXPECT_EQ(escaped("\xE7\xB7"), mark + mark) << "cut off";
    EXPECT_EQ(escaped("\xC2\x85"), mark) << "a control character of two bytes";
    EXPECT_EQ(escaped(std::string_view("a\0b", 3)), "a" + mark + "b");
}

TEST(Page, EveryPartEscapesWhatItIsGiven) {
    const Markup body{headline(hostile_text, hostile_text, hostile_text),
                      section(hostile_text, hostile_text,
                              card(Tone::problem, hostile_text, hostile_text, hostile_text, hostile_text)),
                      folded(hostile_text, figures({{hostile_text, hostile_text}})),
                      figure(hostile_text, {}, hostile_text),
                      table({{hostile_text}, {hostile_text, true}}, {{hostile_text, hostile_text}})};
    const std::string text = page(hostile_text, body, hostile_text);
    EXPECT_EQ(text.find("<script"), std::string::npos);
    EXPECT_EQ(text.find('\x01'), std::string::npos);
    size_t count = 0;
    for (size_t at = 0; (at = text.find(harmless, at)) != std::string::npos; ++at) ++count;
    EXPECT_EQ(count, 20u);
}

TEST(Page, AsksNobodyForAnything) {
    const std::string text = page("t", headline("a", "b", "c"), "mote");
    EXPECT_NE(text.find("default-src 'none'"), std::string::npos);
    for (const char* word : {"http:", "https:", "src=", "@import", "url(", "<link", "<script"})
        EXPECT_EQ(text.find(word), std::string::npos) << word;
    EXPECT_NE(text.find("prefers-color-scheme:dark"), std::string::npos);
    EXPECT_NE(text.find("@media print"), std::string::npos);
}

}  // namespace
}  // namespace mote::report
