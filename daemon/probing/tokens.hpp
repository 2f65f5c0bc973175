// OAuth 2 access tokens, kept in memory as long as they live: a token endpoint may allow fifty
// requests in twelve hours (SoundCloud's). Pure; time is an argument.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "model/instant.hpp"
#include "platforms/definition.hpp"

namespace probing {

struct Token {
  std::string text;
  std::optional<model::Milliseconds> lives;  // as the server says; nothing: it does not
};

// Roads with the same secret and the same endpoint share a token. The key holds the secret itself,
// so that another one under the same name gets a token of its own: it is never shown.
std::string token_key(const platforms::Ask& ask, const std::string& secret);

class Tokens {
 public:
  // Whether there is one that will still be good for a while.
  bool valid(const std::string& key, model::Moment now) const;
  // The last one, also when its time is over by now: who waited for a turn asks with it, and the
  // server says. Empty: none.
  std::string last(const std::string& key) const;
  void keep(const std::string& key, Token token, model::Moment now);
  // The server does not take this one any more; another that came after it stays.
  void drop(const std::string& key, const std::string& text);

 private:
  struct Kept {
    std::string text;
    model::Moment until{};
  };
  std::map<std::string, Kept> kept_;
};

}  // namespace probing
