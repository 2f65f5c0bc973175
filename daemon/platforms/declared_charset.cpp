#include "platforms/declared_charset.hpp"

#include <re2/re2.h>

#include "reading/html_reader.hpp"
#include "text/case.hpp"
#include "text/charset.hpp"
#include "text/trim.hpp"

namespace platforms {
namespace {

constexpr std::size_t far_enough = 1024;

re2::StringPiece piece(std::string_view text) {
  return {text.data(), text.size()};
}

// text/html; charset="utf-8"
std::string in_content_type(std::string_view value) {
  // As nearly all say it, which no pattern need be asked about.
  constexpr std::string_view usual = "; charset=utf-8";
  if (value.ends_with(usual) && value.find(';') + usual.size() == value.size()) return "utf-8";
  static const RE2 parameter("(?i);\\s*charset\\s*=\\s*[\"']?\\s*([^\"'\\s;,]+)");
  std::string charset;
  RE2::PartialMatch(piece(value), parameter, &charset);
  return charset;
}

// <meta charset=x>, <meta http-equiv=content-type content="text/html; charset=x">, and what XHTML
// begins with. What stands in another attribute or in a script may be an owner's text.
std::string in_page(std::string_view page) {
  static const RE2 xml("^\\s*<\\?xml\\s[^>]*encoding\\s*=\\s*[\"']([A-Za-z0-9_:.-]+)");
  const std::string_view beginning = page.substr(0, far_enough);
  const std::size_t first = beginning.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos || beginning[first] != '<') return {};
  std::string charset;
  if (RE2::PartialMatch(piece(beginning), xml, &charset)) return charset;
  reading::HtmlListener listener;
  listener.tag = [&charset](const reading::HtmlTag& tag) {
    if (tag.name != "meta") return;
    charset = text::trimmed(tag.attribute("charset"));
    const bool is_type = text::to_lower(tag.attribute("http-equiv")) == "content-type";
    if (charset.empty() && is_type) charset = in_content_type(tag.attribute("content"));
  };
  listener.has_enough = [&charset] { return !charset.empty(); };
  reading::read_html(beginning, listener);
  return charset;
}

// Whoever reads in a page how it is written has read that as ASCII: UTF-16 it is not, by any name.
bool can_be_of_page(const std::string& charset) {
  constexpr std::string_view read = "<meta charset=";
  const auto decoded = text::decoded(read, charset);
  return !decoded || *decoded == read;
}

}  // namespace

std::string declared_charset(const net::Reply& reply) {
  const std::string_view mark = text::charset_by_mark(reply.body);
  if (!mark.empty()) return std::string(mark);
  const std::string_view type = net::header(reply.head.headers, "content-type");
  std::string charset = in_content_type(type);
  if (charset.empty() && text::to_lower(type).find("json") == std::string::npos) {
    charset = in_page(reply.body);
    if (!charset.empty() && !can_be_of_page(charset)) charset = "utf-8";
  }
  return charset;
}

}  // namespace platforms
