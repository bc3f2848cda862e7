// Pieces of HTML and SVG that are well-formed by construction: what comes from outside enters as text or as the
// value of an attribute, and both are escaped.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace mote::report {

/// The text as it may stand between tags and in quoted attributes. Control characters and bytes that are not UTF-8
/// become U+FFFD.
std::string escaped(std::string_view text);

struct Attribute {
    const char* name;
    std::string value;
};
using Attributes = std::vector<Attribute>;

/// Well-formed markup. Only `text` and `element` make any.
class Markup {
  public:
    Markup() = default;
    Markup(std::initializer_list<Markup> parts);

    static Markup text(std::string_view text);

    Markup& operator+=(const Markup& more);
    bool empty() const { return markup_.empty(); }
    const std::string& str() const { return markup_; }

  private:
    friend Markup element(std::string_view, const Attributes&, const Markup&);
    std::string markup_;
};

/// <tag attributes>content</tag>. `tag` and the names of attributes are literals of this program.
Markup element(std::string_view tag, const Attributes& attributes, const Markup& content = {});
Markup element(std::string_view tag, const Attributes& attributes, std::string_view text);
/// The same with a class alone.
Markup styled(std::string_view tag, std::string_view style_class, const Markup& content);
Markup styled(std::string_view tag, std::string_view style_class, std::string_view text);

}  // namespace mote::report
