#include "commands/platform_description.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "commands/platform_facts.hpp"
#include "text/counted.hpp"
#include "text/join.hpp"
#include "text/time.hpp"
#include "text/wrap.hpp"

namespace commands {
namespace {

using platforms::Ask;
using platforms::Definition;

// By convention the last part of `source`.
constexpr std::string_view from_memory = "From memory: ";

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

std::string part(const std::string& words) {
  constexpr std::size_t indent = 4;
  return std::string(indent, ' ') + text::wrapped(words, indent, indent + 3) + '\n';
}

// A secret of several values is a JSON object: these are its keys.
std::string credential_text(const Ask& ask) {
  std::set<std::string> keys;
  const auto look = [&keys](const platforms::Stencil& stencil) {
    for (const platforms::Piece& piece : stencil.pieces) {
      if (piece.slot == platforms::Slot::credential && !piece.key.empty()) keys.insert(piece.key);
    }
  };
  look(ask.url);
  look(ask.body);
  for (const auto& header : ask.headers) look(header.second);
  if (ask.token) keys.insert({"id", "secret"});
  const std::string text = "needs the credential " + ask.credential;
  if (keys.empty()) return text;
  const std::vector<std::string> named(keys.begin(), keys.end());
  return fmt::format("{}, a JSON object of {}", text, text::joined(named, " and "));
}

std::string ask_text(const Definition& definition, const Ask& ask) {
  std::string text = fmt::format("\n  {}: {} {}\n", ask.name, ask.method, ask.url.written);
  if (ask.body_kind == platforms::BodyKind::json_value) {
    text += part("body " + reading::to_text(*ask.body_json));
  } else if (ask.body_kind != platforms::BodyKind::none) {
    text += part("body " + ask.body.written);
  }
  if (ask.max > 1) {
    text += part(fmt::format("up to {} handles a request, as {}", ask.max, ask.each.written));
  }
  if (!ask.credential.empty()) text += part(credential_text(ask));
  if (ask.token) {
    text += part(fmt::format("its id and secret get a token from {}, {}", ask.token->url.written,
                             ask.token->basic ? "by Basic" : "in a form"));
  }
  if (!ask.rates.empty()) text += part("at most " + text::to_string(ask.rates));
  if (!ask.cost.empty()) text += part("costs " + ask.cost);
  if (ask.refines) text += part("asked further about handles that are about to be told free");
  if (ask.redirects > 0)
    text += part("follows " + text::counted(std::uint64_t(ask.redirects), "redirect"));
  for (std::size_t i = 0; i < ask.rules.size(); ++i) {
    text += part(fmt::format("{}. {}: {}", i + 1, verdict(definition, ask.rules[i].then),
                             conditions(ask.rules[i])));
  }
  if (!ask.profile.empty()) {
    std::vector<std::string> keys;
    for (const auto& key : ask.profile) keys.push_back(key.key);
    text += part("shows " + text::joined(keys));
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

std::string description(const Definition& definition) {
  std::string text = fmt::format("{} ({})\n", definition.name, definition.id);
  const auto line = [&text](std::string_view what, const std::string& value) {
    constexpr std::size_t indent = 11;
    if (value.empty()) return;
    text += fmt::format("  {}{}{}\n", what, std::string(indent - what.size(), ' '),
                        text::wrapped(value, indent + 2, indent + 2));
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
  if (definition.grammar.signup) line("new", definition.grammar.signup->written());
  if (definition.grammar.reserved) {
    line("reserved", text::counted(definition.grammar.reserved->size(), "name") +
                         (definition.grammar.reserved_file.empty()
                              ? ""
                              : ", in " + definition.grammar.reserved_file));
  }
  line("suffix", definition.grammar.suffix);
  line("recycle", definition.grammar.recycle);
  line("page", definition.profile_url.written);
  if (!definition.asks.empty()) {
    line("rate",
         fmt::format("{}, {} at once", text::to_string(definition.rates), definition.concurrency));
    line("controls", controls_text(definition));
  }
  for (const platforms::Link& link : definition.links) {
    const std::string asks = text::joined(link.asks);
    line(link.what, asks.empty() ? link.url : fmt::format("{} (asks for: {})", link.url, asks));
  }
  if (definition.asks.empty()) {
    line("by hand", "no program can ask it: open the page of each handle, and see 'report'");
  }
  line("evidence", definition.evidence);
  line("verified",
       definition.verified.empty() ? "never, by this installation" : definition.verified);
  const std::size_t memory =
      std::min(definition.source.find(from_memory), definition.source.size());
  line("source", definition.source.substr(0, memory));
  line("memory", memory < definition.source.size()
                     ? "unverified: " + definition.source.substr(memory + from_memory.size())
                     : "");
  line("file", definition.file);
  for (const Ask& ask : definition.asks) text += ask_text(definition, ask);
  return text;
}

}  // namespace commands
