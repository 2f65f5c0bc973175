#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "alerting/split.hpp"
#include "channels/slack.hpp"
#include "text/clip.hpp"
#include "text/utf8.hpp"

namespace channels {
namespace {

using reading::Json;

// From the JSDoc of @slack/types 3.2.0. Slack counts characters; a byte more is never too few.
constexpr std::size_t longest_header = 150;
constexpr std::size_t longest_section = 3'000;
constexpr std::size_t longest_block_title = 600;
constexpr std::size_t longest_context = 1'000;
constexpr std::size_t most_full = 5;  // more would be a wall of text
constexpr std::size_t most_blocks = 50;

std::string escaped(char32_t point, bool in_code) {
  switch (point) {
    case U'&': return "&amp;";
    case U'<': return "&lt;";
    case U'>': return "&gt;";
    case U'`':
      // It would end a code span; there is no escape for it.
      if (in_code) return "'";
      break;
    default: break;
  }
  std::string text;
  text::append_utf8(text, point);
  return text;
}

// Appends what fits of `text`; false when it was cut.
bool append_escaped(std::string& to, std::string_view text, bool in_code, std::size_t most) {
  while (!text.empty()) {
    const std::string piece = escaped(text::take_code_point(text), in_code);
    if (to.size() + piece.size() > most) return false;
    to += piece;
  }
  return true;
}

Json text_object(std::string_view type, std::string text) {
  Json json = Json::object();
  json.add("type", Json::string(std::string(type)));
  json.add("text", Json::string(std::move(text)));
  if (type == "mrkdwn") json.add("verbatim", Json::boolean(true));
  if (type == "plain_text") json.add("emoji", Json::boolean(false));
  return json;
}

Json section(std::string markup) {
  Json block = Json::object();
  block.add("type", Json::string("section"));
  block.add("text", text_object("mrkdwn", std::move(markup)));
  return block;
}

void add_line(std::string& markup, const std::string& line) {
  if (!markup.empty()) markup += '\n';
  markup += line;
}

class Blocks {
 public:
  Blocks(const alerting::Message& message, const alerting::Rendered& rendered,
         const alerting::Texts& texts)
      : message_(message), rendered_(rendered), texts_(texts) {}

  Json body(alerting::Split split) const {
    Json blocks = Json::array();
    blocks.add(header());
    if (!rendered_.catch_up.empty()) {
      add_sections(blocks,
                   {slack_markup({{alerting::Span::Kind::text, rendered_.catch_up}}, 500),
                    slack_markup({{alerting::Span::Kind::text, texts_.label("stands_for") + " "},
                                  {alerting::Span::Kind::code, rendered_.stands_for}},
                                 longest_context)});
    }
    for (std::size_t i = 0; i < split.full; ++i) blocks.add(section(event(rendered_.events[i])));
    add_sections(blocks, names(split));
    std::vector<std::string> advice;
    for (const alerting::Spans& words : rendered_.advice) {
      advice.push_back(fmt::format("*{}* {}", texts_.label("advice"), slack_markup(words, 1'500)));
    }
    add_sections(blocks, advice);
    blocks.add(foot());
    Json body = Json::object();
    body.add("text", Json::string(title(longest_block_title)));
    body.add("blocks", std::move(blocks));
    body.add("unfurl_links", Json::boolean(false));
    body.add("unfurl_media", Json::boolean(false));
    return body;
  }

 private:
  Json header() const {
    Json block = Json::object();
    block.add("type", Json::string("header"));
    block.add("text", text_object("plain_text", title(longest_header)));
    return block;
  }

  std::string event(const alerting::RenderedEvent& event) const {
    const bool group = rendered_.is_group();
    std::string markup = slack_markup(group ? event.title : event.sentence, longest_block_title);
    if (group) markup = "*" + markup + "*";
    for (const alerting::Fact& fact : event.facts) {
      const std::string line = slack_markup({{alerting::Span::Kind::text, fact.label + " "}}, 100);
      const std::size_t used = markup.size() + line.size() + 2;
      if (used >= longest_section) break;
      add_line(markup, line + slack_markup(fact.value, longest_section - used));
    }
    return markup;
  }

  std::vector<std::string> names(alerting::Split split) const {
    std::vector<std::string> lines;
    const std::size_t left_out = rendered_.events.size() - split.named;
    if (split.full > 0 && split.named > split.full) lines.push_back(texts_.phrase("also"));
    for (std::size_t i = split.full; i < split.named; ++i) {
      lines.push_back("• " + slack_markup(rendered_.events[i].title, longest_block_title));
    }
    if (left_out > 0) lines.push_back(alerting::more(texts_, left_out));
    return lines;
  }

  // As few sections as the lines need.
  static void add_sections(Json& blocks, const std::vector<std::string>& lines) {
    std::string markup;
    for (const std::string& line : lines) {
      if (!markup.empty() && markup.size() + 1 + line.size() > longest_section) {
        blocks.add(section(std::move(markup)));
        markup.clear();
      }
      add_line(markup, line);
    }
    if (!markup.empty()) blocks.add(section(std::move(markup)));
  }

  Json foot() const {
    constexpr std::size_t short_id = 26;  // enough to recognise a repeated message
    const std::string& id = rendered_.is_group() ? message_.id : rendered_.events.front().id;
    Json elements = Json::array();
    elements.add(text_object(
        "mrkdwn", slack_markup({{alerting::Span::Kind::text, texts_.label("event") + " "},
                                {alerting::Span::Kind::code, text::clipped(id, short_id)}},
                               longest_context)));
    Json block = Json::object();
    block.add("type", Json::string("context"));
    block.add("elements", std::move(elements));
    return block;
  }

  // Without markup, but escaped all the same: Slack takes entities back in every text.
  std::string title(std::size_t most) const {
    return slack_markup({{alerting::Span::Kind::text, alerting::plain(rendered_.title)}}, most);
  }

  const alerting::Message& message_;
  const alerting::Rendered& rendered_;
  const alerting::Texts& texts_;
};

}  // namespace

std::string slack_markup(const alerting::Spans& spans, std::size_t most) {
  constexpr std::string_view cut_mark = "…";
  std::string markup;
  for (const alerting::Span& span : spans) {
    const bool code = span.kind == alerting::Span::Kind::code;
    const std::size_t ending = cut_mark.size() + (code ? 1 : 0);
    if (markup.size() + (code ? 1 : 0) + ending >= most) return markup;
    if (span.kind == alerting::Span::Kind::link) {
      const std::string link = fmt::format("<{}>", span.text);
      if (markup.size() + link.size() > most) return markup;
      markup += link;
      continue;
    }
    if (code) markup += '`';
    const bool whole = append_escaped(markup, span.text, code, most - ending);
    if (!whole) markup += cut_mark;
    if (code) markup += '`';
    if (!whole) return markup;
  }
  return markup;
}

Json slack_body(const alerting::Message& message, const alerting::Voice& voice) {
  const alerting::Rendered rendered = alerting::render(message, voice);
  const Blocks blocks(message, rendered, voice.texts);
  const auto fits = [&](alerting::Split part) {
    const Json body = blocks.body(part);
    return reading::to_text(body).size() < largest_slack_body &&
           body.find("blocks")->items.size() <= most_blocks;
  };
  return blocks.body(alerting::split(message.events.size(), most_full, fits));
}

}  // namespace channels
