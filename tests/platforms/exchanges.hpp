// Hand-made exchanges with platforms: exchanges/ID/NAME.http. A file says what is asked, about
// whom, what must be read from the answer, and then the answer as it would come over the wire:
//
//   # comment
//   ask: many
//   server: https://mastodon.social       (for a platform with servers)
//   handles: a.bsky.social | b.bsky.social
//   asked: GET https://...                (the request that must go out; may be left out)
//   says: claimed | ask:one
//   profile 1: account_id=did:plc:x       (of the first handle)
//
//   HTTP/1.1 200 OK
//   Content-Type: application/json
//
//   {...}
#pragma once

#include <sstream>

#include "platforms/reading_platforms.hpp"

namespace tests {

struct Exchange {
  std::string ask;
  std::string server;
  std::vector<std::string> handles;
  std::string asked;
  std::string says;
  struct Fact {
    std::size_t handle = 0;
    std::string key;
    std::string value;
  };
  std::vector<Fact> profile;
  net::Reply reply;
};

inline std::vector<std::string> parts_of(const std::string& text) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(" | ", at), text.size());
    parts.push_back(text.substr(at, end - at));
    at = end + 3;
  }
  return parts;
}

inline void take(Exchange& exchange, const std::string& key, const std::string& value) {
  if (key == "ask") {
    exchange.ask = value;
  } else if (key == "server") {
    exchange.server = value;
  } else if (key == "handles") {
    exchange.handles = parts_of(value);
  } else if (key == "asked") {
    exchange.asked = value;
  } else if (key == "says") {
    for (const auto& part : parts_of(value))
      exchange.says += (exchange.says.empty() ? "" : " ") + part;
  } else if (key.starts_with("profile ")) {
    const std::size_t equals = value.find('=');
    REQUIRE(equals != std::string::npos);
    exchange.profile.push_back(
        {std::stoul(key.substr(8)) - 1, value.substr(0, equals), value.substr(equals + 1)});
  } else {
    FAIL("unknown key in an exchange: " << key);
  }
}

inline Exchange exchange_in(const std::filesystem::path& file) {
  std::istringstream stream(contents(file));
  Exchange exchange;
  std::string line;
  while (std::getline(stream, line) && !line.empty()) {
    if (line.front() == '#') continue;
    const std::size_t colon = line.find(": ");
    REQUIRE_MESSAGE(colon != std::string::npos, line);
    take(exchange, line.substr(0, colon), line.substr(colon + 2));
  }
  REQUIRE(std::getline(stream, line));
  REQUIRE(line.starts_with("HTTP/1.1 "));
  net::Head& head = exchange.reply.head;
  head.status = std::stoi(line.substr(9));
  while (std::getline(stream, line) && !line.empty()) {
    const std::size_t colon = line.find(": ");
    REQUIRE_MESSAGE(colon != std::string::npos, line);
    head.headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
  }
  head.location = net::header(head.headers, "location");
  exchange.reply.body.assign(std::istreambuf_iterator<char>(stream), {});
  return exchange;
}

}  // namespace tests
