// Losses that are seen in one sweep and are many (contract, 'Truth' 5): the accounts are lost, or
// the platform lies. That much is told at once; of each account, what is still so after three days.
// Pure.
#pragma once

#include <map>
#include <optional>

#include "judging/belief.hpp"

namespace judging {

// Of one sweep: targets whose account it saw gone, while that is neither believed nor denied.
struct Losses {
  long long targets = 0;
  long long ours = 0;  // of these: our accounts, and whoever is at a handle that is listed as ours
  std::optional<model::Severity> told;  // that they are many
};

// The sweep whose loss is pending, of an account that is believed to be there; 0: none is, or it is
// known where the account went: nobody lost it.
long long sweep_of_loss(const Belief& belief);

// Follows them through the answers of one bracket.
class LossTally {
 public:
  // `claimed`: how many targets of the unit are believed to have an account.
  LossTally(std::map<long long, Losses> before, long long claimed)
      : losses_(before), most_(std::move(before)), claimed_(claimed) {}

  void change(const Belief& before, const Belief& after);
  // Whether a loss of this sweep is one of many. Those that were believed since count, too.
  bool are_many(long long sweep) const;
  // A second look has said the same of one of them: that they are many may be told, as grave as it.
  void look_agreed(long long sweep, bool is_about_us);

  struct Alarm {
    long long sweep = 0;
    Losses losses;
    model::Severity severity = model::Severity::medium;
  };
  // What is to be told now of sweeps that lost many.
  std::vector<Alarm> alarms() const;
  // Told, and none of them stands any more; true: because accounts are there after all.
  std::map<long long, bool> over() const;
  long long claimed() const { return claimed_; }

 private:
  std::map<long long, Losses> losses_, most_;
  std::map<long long, model::Severity> agreed_;
  std::map<long long, bool> found_again_;
  long long claimed_;
};

}  // namespace judging
