#include "probing/tokens.hpp"

#include <algorithm>

namespace probing {
namespace {

// A server that does not say how long its token lives: RFC 6749 leaves it open, an hour is usual.
// One that it ends earlier is renewed when it answers 401.
constexpr model::Milliseconds usual_life = std::chrono::hours(1);
// One that ends at once, by a server's slip, is tried all the same.
constexpr model::Milliseconds shortest_life{1'000};
constexpr model::Milliseconds longest_life = std::chrono::hours(24 * 60);
constexpr model::Milliseconds longest_margin = std::chrono::minutes(1);

}  // namespace

std::string token_key(const platforms::Ask& ask, const std::string& secret) {
  return ask.credential + ' ' + ask.token->url.written + '\n' + secret;
}

bool Tokens::valid(const std::string& key, model::Moment now) const {
  const auto found = kept_.find(key);
  return found != kept_.end() && now < found->second.until;
}

std::string Tokens::last(const std::string& key) const {
  const auto found = kept_.find(key);
  return found == kept_.end() ? std::string() : found->second.text;
}

// Renewed before its end: a minute, of a short life a tenth.
void Tokens::keep(const std::string& key, Token token, model::Moment now) {
  const model::Milliseconds lives =
      std::clamp(token.lives.value_or(usual_life), shortest_life, longest_life);
  const model::Milliseconds margin = std::min(longest_margin, lives / 10);
  kept_[key] = {std::move(token.text), now + lives - margin};
}

void Tokens::drop(const std::string& key, const std::string& text) {
  const auto found = kept_.find(key);
  if (found != kept_.end() && found->second.text == text) kept_.erase(found);
}

}  // namespace probing
