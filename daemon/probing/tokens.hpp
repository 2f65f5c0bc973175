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

// Roads with the same secret and the same endpoint share a token.
std::string token_key(const platforms::Ask& ask);

class Tokens {
 public:
  // One that will still be good for a while.
  std::optional<std::string> valid(const std::string& key, model::Moment now) const;
  void keep(const std::string& key, Token token, model::Moment now);
  // The server does not take it any more. False: it was dropped already, perhaps there is another.
  bool drop(const std::string& key, const std::string& text);
  void forget() { kept_.clear(); }

 private:
  struct Kept {
    std::string text;
    model::Moment until{};
  };
  std::map<std::string, Kept> kept_;
};

}  // namespace probing
