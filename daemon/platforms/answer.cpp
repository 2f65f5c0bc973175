#include "platforms/answer.hpp"

#include <string>

#include "platforms/declared_charset.hpp"
#include "platforms/walls.hpp"
#include "text/case.hpp"
#include "text/charset.hpp"
#include "text/utf8.hpp"

namespace platforms {
namespace {

// "Text/HTML; charset=x" -> "text/html".
std::string media_type(const net::Headers& headers) {
  const std::string_view value = net::header(headers, "content-type");
  std::string type = text::to_lower(value.substr(0, value.find_first_of(";,")));
  while (!type.empty() && type.back() == ' ') type.pop_back();
  return type;
}

// A type that holds neither a page nor data we could read.
bool holds_no_text(std::string_view type) {
  constexpr std::string_view families[] = {"image/", "audio/", "video/", "font/"};
  for (const std::string_view family : families) {
    if (type.starts_with(family) && !type.ends_with("+xml")) return true;
  }
  return type == "application/octet-stream" || type == "application/pdf" ||
         type == "application/zip" || type == "application/gzip";
}

bool is_json_type(std::string_view type) {
  return type == "application/json" || type == "text/json" || type.ends_with("+json");
}

bool begins_with_tag(std::string_view body) {
  const std::size_t first = body.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && body[first] == '<';
}

// A page, which is longer than most data, is not tried twice.
bool may_be_json(std::string_view body) {
  const std::size_t first = body.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  constexpr std::string_view beginnings = "{[\"";
  constexpr std::string_view guards = ")wf";  // mended_json.hpp
  return first != std::string_view::npos &&
         (beginnings.find(body[first]) != std::string_view::npos ||
          guards.find(body[first]) != std::string_view::npos);
}

// HTML is what says so, and what says nothing but begins like a page.
bool may_be_html(std::string_view type, std::string_view body) {
  if (type == "text/html" || type == "application/xhtml+xml") return true;
  return type.empty() && begins_with_tag(body);
}

// A success that shows nothing; 204 and 205 say themselves that there is nothing.
bool ought_to_have_a_body(int status) {
  return status >= 200 && status <= 299 && status != 204 && status != 205;
}

bool is_blank(std::string_view body) {
  return body.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

// The body in UTF-8 where it is not written so.
std::optional<std::string> as_utf8(const net::Reply& reply) {
  const std::string charset = declared_charset(reply);
  const std::string name = text::to_lower(charset);
  const bool is_other = !name.empty() && name != "utf-8" && name != "utf8";
  if (is_other) {
    if (auto decoded = text::decoded(reply.body, charset)) return decoded;
  }
  if (text::is_utf8(reply.body)) return std::nullopt;
  return text::well_formed(reply.body);
}

}  // namespace

Answer::Answer(const net::Reply& reply) : reply_(reply) {
  const std::string type = media_type(reply.head.headers);
  mended_ = as_utf8(reply);
  // JSON stays JSON where it is sent as a page: no biography in it can play a wall.
  is_html_ = may_be_html(type, body()) && (begins_with_tag(body()) || json() == nullptr);
  const bool is_cut = reply.failure == model::Reason::too_large;
  if (is_cut && begins_with_tag(body())) size_ = body().rfind('>') + 1;
  if (reply.body_skipped) {
    illegible_ = "body not read";
  } else if (is_blank(reply.body)) {
    if (ought_to_have_a_body(reply.head.status)) illegible_ = "empty answer";
  } else if (holds_no_text(type)) {
    illegible_ = "a type that holds no text";
  } else if (is_json_type(type) && !begins_with_tag(body()) && json() == nullptr) {
    illegible_ = "declared JSON, but does not parse";
  }
}

std::string_view Answer::title() const {
  if (!title_) title_ = html_title(body());
  return *title_;
}

const reading::Json* Answer::json() const {
  if (!parsed_) {
    parsed_ = true;
    if (may_be_json(body())) {
      json_ = reading::parse_loosely(body(), reading::answers, reply_.failure.has_value());
    } else if (auto parsed = reading::parse_json(body(), reading::answers)) {
      json_.whole = std::move(*parsed);
    }
  }
  return json_.whole ? &*json_.whole : nullptr;
}

const reading::Json* Answer::beginning() const {
  json();
  return json_.beginning ? &*json_.beginning : nullptr;
}

const PageData* Answer::page_data() const {
  if (!is_html_) return nullptr;
  if (!page_data_) page_data_.emplace(body());
  return &*page_data_;
}

}  // namespace platforms
