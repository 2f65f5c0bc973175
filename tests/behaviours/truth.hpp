// Who truly holds which handle of one platform, and when.
#pragma once

#include <map>
#include <random>
#include <string>
#include <vector>

#include "behaviours/kinds.hpp"
#include "model/instant.hpp"

namespace behaviours {

// From then on, until the next one.
struct Stay {
  model::Instant from{};
  Account account = nobody;
};

class Truth {
 public:
  // Handles that a roster expects, in its order; these many of the first are ours, these many of
  // the next are strangers', the rest is free.
  Truth(std::vector<std::string> handles, std::size_t ours, std::size_t strangers);

  void set(const std::string& handle, model::Instant from, Account account);
  struct Life {
    double claims_a_year = 12;
    // Whoever is gone and comes to the same handle again is known only where an id is shown.
    bool ours_return = false;
  };
  // Strangers come to free handles, and some of them leave again; one handle of ours is lost.
  void live(model::Instant from, model::Milliseconds lasts, Life life, std::mt19937_64& random);

  Account at(const std::string& handle, model::Instant when) const;
  // Whether it was so at any moment of that time.
  template <class Predicate>
  bool any(const std::string& handle, model::Instant from, model::Instant to,
           const Predicate& is_so) const;

  const std::vector<std::string>& handles() const { return handles_; }
  const std::vector<Stay>& stays(const std::string& handle) const { return stays_.at(handle); }
  bool is_ours(Account account) const { return account >= first_of_ours && account < stranger; }
  std::size_t ours() const { return ours_; }

 private:
  static constexpr Account first_of_ours = 10, stranger = 1000;

  std::vector<std::string> handles_;
  std::size_t ours_;
  std::map<std::string, std::vector<Stay>, std::less<>> stays_;
  Account next_ = stranger;
};

template <class Predicate>
bool Truth::any(const std::string& handle, model::Instant from, model::Instant to,
                const Predicate& is_so) const {
  if (is_so(at(handle, from))) return true;
  for (const Stay& stay : stays_.at(handle)) {
    if (stay.from > from && stay.from <= to && is_so(stay.account)) return true;
  }
  return false;
}

// So many names as a roster has them: most are plain, one in eight has a dot, one a hyphen, and
// one is of digits.
std::vector<std::string> roster(std::size_t count, bool plain_only = false);

}  // namespace behaviours
