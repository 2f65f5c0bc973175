#include "importing/foreign_request.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "platforms/base_url.hpp"
#include "text/case.hpp"
#include "text/host.hpp"
#include "text/visible.hpp"

namespace importing {
namespace {

using reading::Json;

// Whether a word in braces begins here, which our language would take for a placeholder.
bool begins_placeholder(std::string_view text, std::size_t at) {
  constexpr std::size_t longest = 200;  // no word is; a list may have megabytes of braces
  if (text[at] != '{') return false;
  const std::string_view word = text.substr(at, longest);
  const std::size_t end = word.find('}');
  if (end == std::string_view::npos) return false;
  platforms::Stencil stencil;
  return platforms::cut(word.substr(0, end + 1), stencil).has_value() || stencil.has_slots();
}

std::string without_placeholders(std::string_view text, Place place) {
  std::string safe;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!begins_placeholder(text, at)) {
      safe += text[at];
    } else {
      safe += place == Place::json_text ? "\\u007b" : "%7B";
    }
  }
  return safe;
}

std::string replaced_all(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
  return text;
}

void append(platforms::Stencil& stencil, std::string_view literal, Place place) {
  if (literal.empty()) return;
  stencil.written += without_placeholders(literal, place);
  stencil.pieces.push_back({std::string(literal), {}, "", false});
}

void append_text(platforms::Stencil& stencil, std::string_view text, std::string_view placeholder,
                 Place place) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t found = std::min(text.find(placeholder, at), text.size());
    append(stencil, text.substr(at, found - at), place);
    if (found < text.size()) {
      stencil.written += "{handle}";
      stencil.pieces.push_back({"", platforms::Slot::handle, "", false});
    }
    at = found + placeholder.size();
  }
}

// A string as JSON writes it, without its quotes.
std::string escaped(std::string_view text) {
  const std::string written = reading::to_text(Json::string(std::string(text)));
  return written.substr(1, written.size() - 2);
}

class JsonText {
 public:
  JsonText(std::string_view placeholder, bool braces_doubled)
      : placeholder_(placeholder), braces_doubled_(braces_doubled) {}

  // Depth is bounded by the parser's.
  void add(const Json& value) {
    const bool object = value.is(Json::Kind::object);
    if (value.is(Json::Kind::string)) return add_string(value.text);
    if (!object && !value.is(Json::Kind::array)) return add_literal(reading::to_text(value));
    add_literal(object ? "{" : "[");
    for (std::size_t i = 0; i < value.items.size(); ++i) {
      if (i > 0) add_literal(",");
      if (object) add_literal("\"" + escaped(value.keys[i]) + "\":");
      add(value.items[i]);
    }
    add_literal(object ? "}" : "]");
  }

  platforms::Stencil take() {
    flush();
    return std::move(stencil_);
  }

 private:
  void add_literal(std::string_view text) { literal_ += text; }

  void add_string(const std::string& text) {
    literal_ += '"';
    std::size_t at = 0;
    while (at <= text.size()) {
      const std::size_t found = std::min(text.find(placeholder_, at), text.size());
      std::string plain = text.substr(at, found - at);
      if (braces_doubled_) plain = replaced_all(replaced_all(plain, "{{", "{"), "}}", "}");
      literal_ += escaped(plain);
      if (found == text.size()) break;
      flush();
      stencil_.written += "{handle}";
      stencil_.pieces.push_back({"", platforms::Slot::handle, "", false});
      at = found + placeholder_.size();
    }
    literal_ += '"';
  }

  void flush() {
    append(stencil_, literal_, Place::json_text);
    literal_.clear();
  }

  std::string_view placeholder_;
  bool braces_doubled_;
  std::string literal_;
  platforms::Stencil stencil_;
};

// What a browser says of itself, and what the transfer says of itself.
bool plays_a_browser(std::string_view name) {
  return name.find("user-agent") != std::string_view::npos || name.starts_with("sec-") ||
         name == "upgrade-insecure-requests" || name == "priority" || name == "dnt";
}

bool belongs_to_the_transfer(std::string_view name) {
  constexpr std::string_view names[] = {"host",  "connection",        "content-length",
                                        "te",    "transfer-encoding", "accept-encoding",
                                        "expect"};
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

bool is_header_name(std::string_view name) {
  static constexpr std::string_view marks = "!#$%&'*+.^_`|~-";
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           marks.find(c) != std::string_view::npos;
  });
}

bool is_header_value(std::string_view value) {
  return std::none_of(value.begin(), value.end(), [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F;
  });
}

}  // namespace

platforms::Stencil site_stencil(std::string_view text, std::string_view placeholder, Place place) {
  platforms::Stencil stencil;
  append_text(stencil, text, placeholder, place);
  if (place == Place::url) platforms::mark_hosts(stencil);
  return stencil;
}

void set_urls(Intake& intake, platforms::Ask& ask, std::string_view asked_url,
              std::string_view page_url, std::string_view placeholder) {
  const std::string asked = text::url_on_wire(asked_url);
  const std::string page = text::url_on_wire(page_url);
  ask.url = site_stencil(asked, placeholder, Place::url);
  const bool narrowing = is_in_host(page, placeholder) && !is_in_host(asked, placeholder);
  if (!platforms::names_a_host(site_stencil(page, placeholder, Place::url))) {
    intake.remark("its page for people is left out: it has no host name");
    intake.site().profile_url = ask.url;
  } else if (intake.form() == Form::as_file && narrowing) {
    intake.remark("its page for people is left out: it has the name in its host");
    intake.site().profile_url = ask.url;
  } else {
    intake.site().profile_url = site_stencil(page, placeholder, Place::url);
  }
}

bool is_in_host(std::string_view url, std::string_view placeholder) {
  const std::size_t path = url.find_first_of("/?#", text::authority_at(url).value_or(0));
  const std::size_t at = url.find(placeholder);
  return at != std::string_view::npos && at < path;
}

platforms::Stencil json_stencil(const Json& value, std::string_view placeholder,
                                bool braces_doubled) {
  JsonText text(placeholder, braces_doubled);
  text.add(value);
  return text.take();
}

bool read_headers(reading::ObjectReader& site, Intake& intake, platforms::Ask& ask) {
  bool json = false;
  bool disguised = false;
  const Json* headers = site.member("headers", Json::Kind::object);
  if (headers == nullptr) return false;
  for (std::size_t i = 0; i < headers->keys.size(); ++i) {
    const std::string name = text::to_lower(headers->keys[i]);
    const std::string& value = headers->items[i].text;
    if (!headers->items[i].is(Json::Kind::string)) {
      site.report("headers", fmt::format("the value of '{}' is not a string",
                                         text::visible(headers->keys[i])));
      continue;
    }
    if (plays_a_browser(name)) {
      disguised = true;
      continue;
    }
    if (belongs_to_the_transfer(name)) continue;
    if (!is_header_name(name) || !is_header_value(value)) {
      site.report("headers", fmt::format("'{}' is no header that could be sent",
                                         text::visible(headers->keys[i])));
      continue;
    }
    if (name == "content-type") json = text::to_lower(value).find("json") != std::string::npos;
    platforms::Stencil stencil;
    stencil.written = value;
    stencil.pieces.push_back({value, {}, "", false});
    ask.headers.emplace_back(headers->keys[i], std::move(stencil));
  }
  if (disguised) {
    intake.remark("its User-Agent is left out: handlewatch does not disguise itself");
  }
  return json;
}

void add_json_type(platforms::Ask& ask) {
  platforms::Stencil type;
  type.written = "application/json";
  type.pieces.push_back({type.written, {}, "", false});
  ask.headers.emplace_back("Content-Type", std::move(type));
}

bool read_method(reading::ObjectReader& site, std::string_view key, platforms::Ask& ask) {
  const std::string method = site.string(key).value_or("GET");
  if (method == "POST") {
    ask.method = method;
  } else if (method != "GET" && method != "HEAD") {
    site.report(key,
                fmt::format("'{}' found; GET, HEAD or POST can be asked", text::visible(method)));
  }
  return method == "POST";
}

void check_request(reading::ObjectReader& site, std::string_view key, std::string_view placeholder,
                   const platforms::Ask& ask) {
  const std::string& url = ask.url.written;
  if (!url.starts_with("http://") && !url.starts_with("https://")) {
    site.report(key, "no http or https URL");
  } else if (!platforms::names_a_host(ask.url)) {
    site.report(key, "no host name between '://' and the path");
  } else if (!ask.url.has_slots() && !ask.body.has_slots()) {
    site.report(key, fmt::format("{} stands neither in the URL nor in the body", placeholder));
  }
}

}  // namespace importing
