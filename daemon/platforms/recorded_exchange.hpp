// One exchange with a platform as a text file: what was asked about whom, what must be read from
// the answer, and the answer as it came over the wire. Made by hand from documentation, or kept by
// `platforms test --record`; read by the tests and by `platforms test --offline`.
//
//   # comment
//   ask: many
//   server: https://mastodon.social       (for a platform with servers)
//   handles: a.bsky.social | b.bsky.social
//   asked: GET https://...                (the request without its secrets; may be left out)
//   says: claimed | ask:one
//   ended: https://...                    (where redirects led, if they did)
//   profile 1: account_id=did:plc:x       (of the first handle; (none): it shows none)
//
//   HTTP/1.1 200 OK
//   Content-Type: application/json
//
//   {...}
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/problem.hpp"
#include "platforms/read.hpp"

namespace platforms {

struct RecordedExchange {
  std::vector<std::string> comments;
  std::string ask;
  std::string server;
  std::vector<std::string> handles;
  std::string asked;              // "GET https://…"; empty: not told
  std::string ended;              // URL after redirects; empty: the one asked
  std::vector<std::string> says;  // for each handle, as told() tells it
  struct Fact {
    std::size_t handle = 0;  // from 0
    std::string key;
    std::string value;
  };
  std::vector<Fact> profile;
  net::Reply reply;
};

model::Result<RecordedExchange> parse_exchange(std::string_view text, const std::string& file);
std::string to_text(const RecordedExchange& exchange);

// "claimed", "unknown:no-rule", "ask:exists" or "ask-alone".
std::string told(const Definition& definition, const Reading& reading);

// How the definition reads an exchange; nothing when it has no such ask, or asks fewer handles.
struct Replayed {
  const Ask* ask = nullptr;
  std::string asked;
  std::vector<Reading> readings;
};
std::optional<Replayed> replay(const Definition& definition, const RecordedExchange& exchange);

// What of the file does not hold, in words; empty: all of it does.
std::vector<std::string> differences(const Definition& definition,
                                     const RecordedExchange& exchange);

}  // namespace platforms
