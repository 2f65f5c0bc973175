// The access tokens that a platform has given out: each lives for a while that the client is told,
// and can be made to end after a number of calls that it is not told, as one that was revoked does.
// Kept a platform, beside its traffic; times are seconds of scenario time.
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "simulator/scenario.hpp"

namespace simulator {

class Tokens {
 public:
  std::string issue(Seconds now);
  // Counts the call. False for a token that was never issued, is too old, or is used up.
  bool admits(const std::string& token, const Platform& platform, Seconds now);
  std::size_t issued() const { return tokens_.size(); }

 private:
  struct Token {
    Seconds since = 0;
    std::size_t calls = 0;
  };
  std::map<std::string, Token> tokens_;
};

}  // namespace simulator
