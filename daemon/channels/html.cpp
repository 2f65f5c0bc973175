#include "channels/html.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "text/defang.hpp"

namespace channels {
namespace {

// Mail programs ignore style sheets, not attributes.
constexpr std::string_view cell_style = "padding:2px 12px 2px 0;vertical-align:top";

std::string markup(const alerting::Spans& spans) {
  std::string html;
  for (const alerting::Span& span : spans) {
    const std::string text = html_text(span.text);
    switch (span.kind) {
      case alerting::Span::Kind::text: html += text; break;
      case alerting::Span::Kind::code:
        // Mail programs make links of what looks like one, in <code> too.
        html += fmt::format("<code><bdi>{}</bdi></code>", html_text(text::defanged(span.text)));
        break;
      case alerting::Span::Kind::link:
        html += fmt::format("<a href=\"{0}\" rel=\"noopener noreferrer\">{0}</a>", text);
        break;
    }
  }
  return html;
}

void add_facts(std::string& html, const std::vector<alerting::Fact>& facts) {
  html += "<table>\n";
  for (const alerting::Fact& fact : facts) {
    html += fmt::format("<tr><td style=\"{0}\">{1}</td><td style=\"{0}\">{2}</td></tr>\n",
                        cell_style, html_text(fact.label), markup(fact.value));
  }
  html += "</table>\n";
}

void add_paragraph(std::string& html, std::string_view inner) {
  html += fmt::format("<p>{}</p>\n", inner);
}

void add_names(std::string& html, const alerting::Rendered& rendered, std::size_t full,
               std::size_t named) {
  if (named <= full) return;
  html += "<ul>\n";
  for (std::size_t i = full; i < named; ++i) {
    html += fmt::format("<li>{}</li>\n", markup(rendered.events[i].title));
  }
  html += "</ul>\n";
}

}  // namespace

std::string html_text(std::string_view utf8) {
  std::string html;
  html.reserve(utf8.size());
  for (const char c : utf8) {
    switch (c) {
      case '&': html += "&amp;"; break;
      case '<': html += "&lt;"; break;
      case '>': html += "&gt;"; break;
      case '"': html += "&quot;"; break;
      case '\'': html += "&#39;"; break;
      default: html += c;
    }
  }
  return html;
}

std::string html_page(const alerting::Rendered& rendered, const alerting::Texts& texts,
                      std::size_t most_full, std::size_t most_named) {
  const std::size_t count = rendered.events.size();
  const std::size_t full = std::min(count, most_full);
  const std::size_t named = std::min(count, std::max(most_named, full));
  std::string html = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"{}\">\n<head><meta charset=\"utf-8\"></head>\n"
      "<body style=\"font-family:sans-serif\">\n<h2>{}</h2>\n",
      html_text(texts.language), markup(rendered.title));
  if (!rendered.catch_up.empty()) {
    add_paragraph(html, html_text(rendered.catch_up));
    add_paragraph(html, html_text(texts.label("stands_for") + " " + rendered.stands_for));
  }
  for (std::size_t i = 0; i < full; ++i) {
    const alerting::RenderedEvent& event = rendered.events[i];
    add_paragraph(
        html, rendered.is_group() ? "<b>" + markup(event.title) + "</b>" : markup(event.sentence));
    add_facts(html, event.facts);
  }
  if (named > full) add_paragraph(html, html_text(texts.phrase("also")));
  add_names(html, rendered, full, named);
  if (count > named) add_paragraph(html, html_text(alerting::more(texts, count - named)));
  for (const alerting::Spans& advice : rendered.advice) {
    add_paragraph(html,
                  fmt::format("<b>{}</b> {}", html_text(texts.label("advice")), markup(advice)));
  }
  html += fmt::format("<p style=\"color:#666\">{}</p>\n</body>\n</html>\n",
                      html_text(texts.phrase("footer")));
  return html;
}

}  // namespace channels
