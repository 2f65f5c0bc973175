#include "commands/platform_facts.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "text/join.hpp"

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
  if (definition.asks.empty()) return "a person at its page";
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
  if (!needed.empty() && open_road) text += " or nothing";
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

}  // namespace commands
