#include "alerting/span.hpp"

#include "text/defang.hpp"

namespace alerting {
namespace {

void append(Spans& spans, Span span) {
  if (span.text.empty()) return;
  const bool goes_on =
      !spans.empty() && span.kind == Span::Kind::text && spans.back().kind == Span::Kind::text;
  if (goes_on) {
    spans.back().text += span.text;
  } else {
    spans.push_back(std::move(span));
  }
}

}  // namespace

Spans filled(std::string_view pattern, const Values& values) {
  Spans spans;
  while (!pattern.empty()) {
    const std::size_t open = pattern.find('{');
    const std::size_t close = pattern.find('}', open);
    append(spans, {Span::Kind::text, std::string(pattern.substr(0, open))});
    if (open == std::string_view::npos || close == std::string_view::npos) break;
    const auto value = values.find(pattern.substr(open + 1, close - open - 1));
    if (value != values.end()) append(spans, value->second);
    pattern.remove_prefix(close + 1);
  }
  return spans;
}

std::string plain(const Spans& spans) {
  std::string line;
  for (const Span& span : spans) {
    line += span.kind == Span::Kind::code ? text::defanged(span.text) : span.text;
  }
  return line;
}

}  // namespace alerting
