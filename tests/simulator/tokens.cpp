#include "simulator/tokens.hpp"

#include <cstdio>

namespace simulator {

std::string Tokens::issue(Seconds now) {
  char token[31];  // thirty letters and digits, as Twitch's are
  std::snprintf(token, sizeof token, "simulated%021zu", tokens_.size() + 1);
  tokens_.emplace(token, Token{now, 0});
  return token;
}

bool Tokens::admits(const std::string& token, const Platform& platform, Seconds now) {
  const auto found = tokens_.find(token);
  if (found == tokens_.end() || now >= found->second.since + platform.token_life) return false;
  if (platform.token_calls == 0) return true;
  return ++found->second.calls <= platform.token_calls;
}

}  // namespace simulator
