// What a service said, beside what was so: wrong answers of sweeps, false and missed events, and
// how long it took.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "behaviours/truth.hpp"
#include "model/event.hpp"

namespace behaviours {

struct Tally {
  std::size_t answers = 0;        // observations
  std::size_t decided = 0;        // of these
  std::size_t wrong_claimed = 0;  // firm, and not so
  std::size_t wrong_free = 0;
  std::size_t false_gains = 0;  // told: somebody took it
  std::size_t false_losses = 0;
  std::size_t hidden = 0;     // told: the platform answers about all but this one
  std::size_t notices = 0;    // told of the platform, or of ourselves
  std::size_t gains = 0;      // a stranger came, or was there from the beginning, and stayed
  std::size_t told = 0;       // of these
  std::size_t missed = 0;     // not told, though it was seen three times and most looks decided
  std::size_t unseen = 0;     // the platform said that nobody was there
  std::size_t undecided = 0;  // it said nothing of it
  std::size_t requests = 0;
  std::vector<double> gain_delays, loss_delays;  // minutes, of what came while it was watched
  // A line each: the first hundred of sweeps, and all that was told.
  std::vector<std::string> wrong;

  void add(const Tally& other);
};

// The value below which that share of them is.
double percentile(std::vector<double> values, double share);

class Verdicts {
 public:
  explicit Verdicts(const Truth& truth) : truth_(truth) {}

  void saw(const model::Observation& seen);
  void told(const model::Event& event, model::Instant now);
  // Gains and losses that were to be told by then.
  Tally ended(model::Instant from, model::Instant now, model::Milliseconds patience) const;
  // The last look at each said something of it, and not before `since`.
  bool decided_all(model::Instant since) const;

  const Tally& tally() const { return tally_; }

 private:
  struct Looks {
    int there = 0, free = 0, unknown = 0;
    std::optional<model::Instant> told;
  };
  std::size_t stay_at(const std::string& handle, model::Instant when) const;
  bool is_stranger(Account account) const { return account != nobody && !truth_.is_ours(account); }
  bool is_false(const model::Event& event) const;
  void note(std::string line);

  const Truth& truth_;
  Tally tally_;
  std::map<std::string, model::Observation> last_;
  std::map<std::pair<std::string, std::size_t>, Looks> looks_;  // by handle and stay
};

}  // namespace behaviours
