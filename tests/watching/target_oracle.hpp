// What people ought to hear of one handle when what is believed of it changes: of the contract's
// rules, not of the program's code.
//
//   - A stranger: `baseline` where we first looked or within a day of that (not where two sweeps
//     saw it free), `changed-hands` where another was, `back` where he was himself, else `claimed`.
//   - The end of an account: `released`, `suspended`, `renamed` where it is at another handle now;
//     a free handle that closes: `withheld`. Who is ours and returns: `back`.
//   - Nothing of an account that a person dismissed, nor of ours where it was not missed.
//   - More than six within a day is one notice; the next when it was quiet for a day.
#pragma once

#include <optional>
#include <set>
#include <vector>

#include "model/event.hpp"
#include "watching/oracle_line.hpp"

namespace tests {

using model::EventType;
using model::Severity;

// Listed as ours: by this account, or (nobody) by whoever was there first.
struct Listing {
  bool is_ours = false;
  Account account = nobody;
  bool is_proposed = false;  // seen first, not listed
};

// What is told of a change: one of these kinds, unless it may pass unsaid.
struct Expected {
  std::set<EventType> types;
  bool may_be_unsaid = false;
  bool must_be_unsaid() const { return types.empty(); }
};

class TargetOracle {
 public:
  struct Known {
    Status status = Status::unknown;
    Account account = nobody;  // kept while it is closed
    bool ours = false;
    model::Instant since{};
    bool operator==(const Known& other) const {
      return status == other.status && account == other.account && ours == other.ours;
    }
  };

  Listing listing;
  Line line;
  Known known;                             // what is believed
  std::optional<model::Instant> first_at;  // the first answer that decided
  std::optional<bool> free_in_two;         // its first two sweeps saw it free; none: not two yet
  int turns = 0;                           // how often another thing was believed of it
  Account last_there = nobody;             // who had it when it was last believed to be had

  // What people decided. An incident that ends so is another one next time.
  long long incident = 0;
  bool is_hidden = false;  // that was told, and no answer has decided since
  bool reopened = false;   // a person wants it open
  bool decided = false;    // a person decided, and it was not quiet since
  bool put_aside = false;  // a person ended its incident; nothing was told since
  bool is_missed = false;  // not listed, but ours had it, and is nowhere now; nothing told since

  void see(const Answer& answer) {
    line.add(answer);
    if (answer.status == Status::unknown) return;
    if (!first_at) first_at = answer.at;
    if (answer.is_sweep && !free_in_two) {
      const bool free = answer.status == Status::available;
      if (!free || sweeps_ == 1) free_in_two = free;
      ++sweeps_;
    }
  }

  // What an answer says to who believes that.
  Kind kind_of(const Known& was, const Answer& now) const {
    if (now.status == Status::claimed) return Kind::gain;
    if (was.status == Status::unknown) return listing.is_ours ? Kind::other : Kind::first;
    const bool ours = listing.is_ours || was.ours;
    if (was.status == Status::claimed) return ours ? Kind::loss_of_ours : Kind::loss;
    if (was.status != Status::available || !is_closed(now.status)) return Kind::other;
    // Provisional: one sweep alone saw it free, and the second one says otherwise ('Truth' 4).
    if (sweeps_ <= 2 && !free_in_two.value_or(false)) return Kind::other;
    return listing.is_ours ? Kind::loss_of_ours : Kind::loss;
  }

  // The last answer says what is believed.
  bool is_as_known(const Answer& now) const {
    if (now.status != known.status) return false;
    return now.status != Status::claimed || now.account == known.account;
  }

  bool is_dismissed(Account account) const {
    return dismissed_ && account != nobody && *dismissed_ == account;
  }
  // Somebody is there whom people want to know of, or what is ours is not.
  bool is_wrong() const {
    if (known.status == Status::claimed) return !known.ours && !is_dismissed(known.account);
    return (listing.is_ours || is_missed) && known.status != Status::unknown;
  }
  // Closed, and its account may be back.
  bool may_return() const { return is_closed(known.status) && known.account != nobody; }

  // What is to be told of a change to what is believed now. `left`: its account is believed to be
  // at another handle.
  Expected expected(const Known& was, bool left) const {
    if (known.status == Status::claimed) return of_arrival(was);
    if (was.status == Status::unknown) return of_nobody_found();
    const bool was_there = was.status == Status::claimed;
    if (known.status == Status::available) {
      const bool matters = was_there || was.account != nobody || incident != 0;
      if (!matters) return {};
      if (left) return {{EventType::renamed}};
      // What was withheld is as free as before.
      if (!was_there) return {{EventType::released, EventType::back}, true};
      return {{EventType::released}};
    }
    if (was_there && left) return {{EventType::renamed}};
    if (was_there) return {{EventType::suspended}};
    // A baseline that was free once may have been closed all the time.
    if (was.status == Status::available)
      return {{EventType::withheld}, !free_in_two.value_or(false)};
    return {};
  }

  bool is_lost(const Known& was) const { return was.ours || listing.is_ours; }
  Severity severity(EventType type, const Known& was) const {
    using enum EventType;
    switch (type) {
      case claimed:
      case changed_hands: return Severity::critical;
      case baseline:
      case withheld: return Severity::high;
      case back: return Severity::info;
      case hidden: return Severity::medium;
      default: return is_lost(was) ? Severity::high : Severity::low;
    }
  }
  // Whether an incident stands from then on.
  bool opens(EventType type, const Known& was) const {
    if (type == EventType::back) return is_wrong();
    if (is_closed(known.status)) return true;
    // Ours that is at another handle of ours is not lost, unless this one is listed.
    if (type == EventType::renamed) return listing.is_ours;
    return type != EventType::released || is_lost(was);
  }

  std::optional<model::Holder> holder(bool labelled) const {
    const bool has_account = known.status == Status::claimed || may_return();
    if (!has_account) return std::nullopt;
    if (known.ours) return model::Holder::ours;
    if (is_dismissed(known.account)) return dismissed_as_;
    return labelled ? model::Holder::parody : model::Holder::stranger;
  }

  // It changes too often: told in one notice, and then not before it was quiet for a day.
  bool is_hushed() const { return hushed_; }
  // Whether it was until now.
  bool hush(bool hushed) { return std::exchange(hushed_, hushed); }
  bool flaps(model::Instant at) {
    std::erase_if(told_, [at](model::Instant one) { return !is_within_a_day(one, at); });
    return told_.size() >= 6;
  }
  bool is_quiet(model::Instant now) const {
    return std::none_of(told_.begin(), told_.end(),
                        [now](model::Instant at) { return is_within_a_day(at, now); });
  }
  void told(model::Instant at) {
    told_.push_back(at);
    reopened = put_aside = is_missed = false;
  }

  void dismiss(Account account, model::Holder as) {
    dismissed_ = account;
    dismissed_as_ = as;
    incident = 0;
    decided = put_aside = true;
  }
  void forget_dismissal() { dismissed_.reset(); }
  void own(Account account) {
    listing = {true, account};
    if (known.account == account && account != nobody) known.ours = true;
    dismissed_.reset();
    incident = 0;
    decided = put_aside = true;
  }
  void reopen(long long number) {
    dismissed_.reset();
    incident = number;
    reopened = decided = true;
  }

 private:
  static bool is_within_a_day(model::Instant at, model::Instant now) {
    return at <= now && now < at + 24h;
  }

  Expected of_nobody_found() const {
    if (!listing.is_ours) return {};
    return {{is_closed(known.status) ? EventType::suspended : EventType::released}};
  }

  Expected of_arrival(const Known& was) const {
    const bool was_there = was.status == Status::claimed;
    // The list or a person says otherwise than before whose it is.
    if (was.status == known.status && was.account == known.account) {
      // Owned at another handle, it is ours at this one, too, and what was told of it is over.
      if (known.ours && incident != 0) return {{EventType::back}, true};
      if (known.ours || is_dismissed(known.account)) return {};
      return {{EventType::baseline, EventType::changed_hands, EventType::claimed}, decided};
    }
    if (known.ours) {
      const bool was_missed = !(was_there && was.ours) && (incident != 0 || is_closed(was.status));
      if (!was_missed) return {};
      return {{EventType::back}};
    }
    if (is_dismissed(known.account)) return {};
    // 'Back, for strangers too': the program says so of suspended ones alone, and calls him who
    // released the handle himself and took it again a claim. Either is taken for right.
    if (!was_there && last_there == known.account) {
      if (is_closed(was.status) && was.account == known.account) return {{EventType::back}};
      return {{EventType::back, EventType::claimed, EventType::baseline}};
    }
    if (was_there) return {{EventType::changed_hands}};
    const bool early = first_at && known.since < *first_at + 24h;
    if (was.status == Status::unknown || (early && !free_in_two.value_or(false))) {
      // Not held against the program: on that day it calls one a claim who came where another was
      // believed to be and to have left since. Whoever reads that may be glad of it.
      const bool was_left_since = turns > 2;
      if (was_left_since) return {{EventType::baseline, EventType::claimed}};
      return {{EventType::baseline}};
    }
    return {{EventType::claimed}};
  }

  int sweeps_ = 0;  // that decided, up to two
  bool hushed_ = false;
  std::vector<model::Instant> told_;
  std::optional<Account> dismissed_;
  model::Holder dismissed_as_ = model::Holder::bystander;
};

}  // namespace tests
