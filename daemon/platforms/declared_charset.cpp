#include "platforms/declared_charset.hpp"

#include <re2/re2.h>

#include "text/case.hpp"
#include "text/charset.hpp"

namespace platforms {
namespace {

constexpr std::size_t far_enough = 1024;

re2::StringPiece piece(std::string_view text) {
  return {text.data(), text.size()};
}

// text/html; charset="utf-8"
std::string in_content_type(std::string_view value) {
  static const RE2 parameter("(?i);\\s*charset\\s*=\\s*[\"']?\\s*([^\"'\\s;,]+)");
  std::string charset;
  RE2::PartialMatch(piece(value), parameter, &charset);
  return charset;
}

// <meta charset=x>, <meta http-equiv=content-type content="text/html; charset=x">, and what XHTML
// begins with.
std::string in_page(std::string_view page) {
  static const RE2 declaration(
      "(?i)<meta\\s[^>]*charset\\s*=\\s*[\"']?\\s*([a-z0-9_:.-]+)"
      "|^\\s*<\\?xml\\s[^>]*encoding\\s*=\\s*[\"']([a-z0-9_:.-]+)");
  std::string charset;
  std::string of_xml;
  RE2::PartialMatch(piece(page.substr(0, far_enough)), declaration, &charset, &of_xml);
  if (charset.empty()) charset = of_xml;
  // Whoever reads that has read ASCII.
  const bool cannot_be = text::to_lower(charset).starts_with("utf-16");
  return cannot_be ? "utf-8" : charset;
}

}  // namespace

std::string declared_charset(const net::Reply& reply) {
  const std::string_view mark = text::charset_by_mark(reply.body);
  if (!mark.empty()) return std::string(mark);
  const std::string_view type = net::header(reply.head.headers, "content-type");
  std::string charset = in_content_type(type);
  if (charset.empty() && text::to_lower(type).find("json") == std::string::npos) {
    charset = in_page(reply.body);
  }
  return charset;
}

}  // namespace platforms
