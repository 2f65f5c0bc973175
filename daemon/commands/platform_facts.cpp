#include "commands/platform_facts.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "text/join.hpp"
#include "text/time.hpp"
#include "text/visible.hpp"

namespace commands {
namespace {

using platforms::Ask;
using platforms::Definition;

bool is_of_handle(const platforms::Piece& piece) {
  return piece.slot == platforms::Slot::handle || piece.slot == platforms::Slot::name ||
         piece.slot == platforms::Slot::handles;
}

// The host as a firewall knows it: "*.example" where each handle has a host of its own.
std::string host_of_all(const platforms::Stencil& url) {
  std::string text;
  for (const platforms::Piece& piece : url.pieces) {
    if (!piece.slot) {
      text += piece.text;
    } else if (is_of_handle(piece)) {
      text += '*';
    } else {
      text += fmt::format("{{{}}}", platforms::slot_names[std::size_t(*piece.slot)]);
    }
  }
  return platforms::host_of(text);
}

std::string host_in(const Definition& definition, const platforms::Stencil& url) {
  const bool from_server = !url.pieces.empty() && url.pieces.front().slot &&
                           (*url.pieces.front().slot == platforms::Slot::server ||
                            *url.pieces.front().slot == platforms::Slot::origin);
  if (!from_server) return host_of_all(url);
  const std::string& usual = definition.server ? definition.server->default_url : "";
  return usual.empty() ? "{server}" : platforms::host_of(usual);
}

std::string statuses(const platforms::Rule& rule) {
  std::string text;
  for (const platforms::StatusRange range : rule.status) {
    text += text.empty() ? "" : ", ";
    text += range.least == range.most ? std::to_string(range.least)
                                      : fmt::format("{}xx", range.least / 100);
  }
  return text;
}

std::string pattern_text(const platforms::SearchText& search) {
  return search.fixed ? search.fixed->written() : search.stencil.written;
}

std::string test_text(const platforms::Test& test) {
  switch (test.kind) {
    case platforms::Test::Kind::exists: return test.exists ? "is there" : "is not there";
    case platforms::Test::Kind::matches: return fmt::format("~ {}", pattern_text(*test.pattern));
    case platforms::Test::Kind::equals: break;
  }
  std::string text = "= ";
  for (const auto& value : test.values) {
    if (&value != &test.values.front()) text += " or ";
    text += reading::to_text(value);
  }
  return text;
}

std::string conditions(const platforms::Rule& rule) {
  std::vector<std::string> parts;
  if (!rule.status.empty()) parts.push_back("HTTP " + statuses(rule));
  for (const auto& [header, pattern] : rule.headers) {
    parts.push_back(fmt::format("header {} ~ {}", header, pattern_text(pattern)));
  }
  if (rule.location) parts.push_back(fmt::format("Location ~ {}", pattern_text(*rule.location)));
  for (const auto& body : rule.body) parts.push_back(fmt::format("body ~ {}", pattern_text(body)));
  const auto where = [](const platforms::JsonTest& test) {
    return test.path.written.empty() ? "the whole" : test.path.written;
  };
  for (const auto& test : rule.json) {
    parts.push_back(fmt::format("answer {} {}", where(test), test_text(test.test)));
  }
  for (const auto& test : rule.item) {
    parts.push_back(fmt::format("item {} {}", where(test), test_text(test.test)));
  }
  if (rule.item_absent) parts.emplace_back("no item");
  return parts.empty() ? "always" : text::joined(parts);
}

std::string ask_text(const Definition& definition, const Ask& ask) {
  std::string text = fmt::format("\n  {}: {} {}\n", ask.name, ask.method, ask.url.written);
  if (ask.max > 1) text += fmt::format("    up to {} handles a request\n", ask.max);
  if (!ask.credential.empty()) text += fmt::format("    needs the credential {}\n", ask.credential);
  if (!ask.rates.empty()) text += fmt::format("    at most {}\n", text::to_string(ask.rates));
  if (!ask.cost.empty()) text += fmt::format("    costs {}\n", ask.cost);
  for (std::size_t i = 0; i < ask.rules.size(); ++i) {
    text += fmt::format("    {}. {}: {}\n", i + 1, verdict(definition, ask.rules[i].then),
                        conditions(ask.rules[i]));
  }
  if (!ask.profile.empty()) {
    std::vector<std::string> keys;
    for (const auto& key : ask.profile) keys.push_back(key.key);
    text += fmt::format("    shows {}\n", text::joined(keys));
  }
  return text;
}

std::string controls_text(const Definition& definition) {
  std::vector<std::string> names;
  for (const platforms::Control& control : definition.controls.claimed) {
    names.push_back(control.server.empty() ? control.name : control.name + "@" + control.server);
  }
  if (!definition.controls.anywhere.empty()) {
    names.push_back(definition.controls.anywhere + " (on every server)");
  }
  names.emplace_back("a fresh random name");
  return text::joined(names);
}

}  // namespace

std::string verdict(const Definition& definition, const platforms::Then& then) {
  if (then.ask) return "ask " + definition.asks[*then.ask].name;
  if (then.reason) return fmt::format("unknown ({})", name(*then.reason));
  return std::string(name(*then.status));
}

std::string proves(const Definition& definition) {
  if (definition.asks.empty()) return "by hand";
  if (definition.disabled) return "off";
  return definition.positive_only() ? "claimed only" : "both sides";
}

std::string needs(const Definition& definition) {
  std::vector<std::string> needed;
  bool open_road = definition.entries.empty();
  for (const std::size_t entry : definition.entries) {
    const std::string& credential = definition.asks[entry].credential;
    if (credential.empty()) {
      open_road = true;
    } else {
      needed.push_back(credential);
    }
  }
  std::string text = needed.empty() ? "nothing" : text::joined(needed, " or ");
  if (!needed.empty() && open_road) text += " (or nothing)";
  if (definition.server && definition.server->default_url.empty()) text += ", a server";
  return text;
}

std::vector<std::string> hosts(const Definition& definition) {
  std::set<std::string> names;
  for (const Ask& ask : definition.asks) {
    names.insert(host_in(definition, ask.url));
    if (ask.token) names.insert(host_in(definition, ask.token->url));
  }
  return {names.begin(), names.end()};
}

std::string description(const Definition& definition) {
  std::string text = fmt::format("{} ({})\n", definition.name, definition.id);
  const auto line = [&text](std::string_view what, const std::string& value) {
    constexpr std::size_t indent = 11;
    if (value.empty()) return;
    text += fmt::format("  {}{}{}\n", what, std::string(indent - what.size(), ' '), value);
  };
  line("proves", proves(definition));
  line("needs", needs(definition));
  if (definition.server) {
    const std::string& usual = definition.server->default_url;
    line("server", usual.empty() ? "must be given: " + definition.id + "@HOST"
                                 : usual + " unless given: " + definition.id + "@HOST");
  }
  line("handle", definition.grammar.pattern.written());
  if (definition.grammar.forbidden) line("never", definition.grammar.forbidden->written());
  line("suffix", definition.grammar.suffix);
  line("recycle", definition.grammar.recycle);
  line("page", definition.profile_url.written);
  if (!definition.asks.empty()) {
    line("rate",
         fmt::format("{}, {} at once", text::to_string(definition.rates), definition.concurrency));
    line("controls", controls_text(definition));
  }
  for (const auto& [what, url] : definition.links) line(what, url);
  line("evidence", definition.evidence);
  line("verified",
       definition.verified.empty() ? "never, by this installation" : definition.verified);
  line("source", definition.source);
  line("file", definition.file);
  for (const Ask& ask : definition.asks) text += ask_text(definition, ask);
  return text;
}

}  // namespace commands
