// What people ought to know of one handle, from what the world showed of it and from what they
// decided; the oracle holds it against what the program told. Of the rules that people rely on, not
// of the program's code:
//
//   - What is told rests on two answers that say the same, `confirm` apart and nothing else
//   between.
//     A calendar that was set back since the first begins anew.
//   - A stranger is told wherever he is (baseline, claimed, changed-hands), unless a person
//     dismissed this very account; so is the end of an account (released, suspended, renamed), what
//     returns (back), and of what is listed as ours that nobody has it.
//   - An incident is open from then until nothing is wrong, or a person decided.
//   - More than six within a day is one notice; the next when it was quiet for a day.
#pragma once

#include <optional>
#include <set>
#include <vector>

#include "model/event.hpp"
#include "watching/simulated_sweeper.hpp"

namespace tests {

using model::EventType;
using model::Severity;
using model::Status;

// Listed as ours: by this account, or (nobody) by whoever was there first.
struct Listing {
  bool is_ours = false;
  Account account = nobody;
};

class TargetOracle {
 public:
  struct Known {
    Status status = Status::unknown;
    Account account = nobody;  // kept while it is closed
    bool ours = false;
    model::Instant since{};
  };
  struct Expected {
    EventType type = EventType::claimed;
    Severity severity = Severity::info;
    bool flapping = false;
    bool opens = false;  // or goes on with what is open; else it ends it
    bool after_hush = false;
    Known now, before;  // unknown: nothing was
  };

  Listing listing;

  // What is to be told of an answer, if anything. `moved`: the account that was here is at another
  // handle now.
  std::optional<Expected> see(const Sight& sight, model::Milliseconds confirm, bool moved) {
    const Known now = known_of(sight);
    if (sight.status == Status::claimed) knows_holder = true;
    const bool hush_ends = hushed_ && is_quiet(sight.at);
    const bool same = is_same(known_, now);
    if (same && !hush_ends) {
      pending_.reset();
      if (now.status == Status::claimed) known_.ours = now.ours;
      return std::nullopt;
    }
    const auto news = hush_ends ? after_hush(now) : news_of(known_, now, moved);
    if (same || !news) return become(now, same ? known_.since : sight.at, news, sight.at);
    const bool goes_on = pending_ && is_same(*pending_, now) && pending_->since <= sight.at;
    if (!goes_on) {
      pending_ = now;
      pending_->since = sight.at;
    }
    if (!goes_on || sight.at - pending_->since < confirm) return std::nullopt;
    return become(now, pending_->since, news, sight.at);
  }

  bool is_pending() const { return pending_.has_value(); }
  model::Instant pending_since() const { return pending_->since; }
  const Known& known() const { return known_; }
  bool is_hushed() const { return hushed_.has_value(); }

  // The account that would be told as gone by this answer.
  Account leaves(const Sight& sight) const {
    if (sight.status == Status::claimed || known_.status != Status::claimed) return nobody;
    return known_.account;
  }

  bool is_dismissed(Account account) const {
    return dismissed_ && account != nobody && *dismissed_ == account;
  }
  // Somebody is there whom people want to know of, or what is ours is not.
  bool is_wrong() const {
    if (known_.status == Status::claimed) return !known_.ours && !is_dismissed(known_.account);
    return listing.is_ours && known_.status != Status::unknown;
  }
  // Closed, and its account may be back.
  bool may_return() const { return is_closed(known_.status) && known_.account != nobody; }

  std::optional<model::Holder> holder(bool labelled) const {
    const bool has_account = known_.status == Status::claimed || may_return();
    if (!has_account) return std::nullopt;
    if (known_.ours) return model::Holder::ours;
    if (is_dismissed(known_.account)) return dismissed_as_;
    return labelled ? model::Holder::parody : model::Holder::stranger;
  }

  // What people decided. An incident that ends so is another one next time.
  long long incident = 0;
  bool reopened = false;     // a person wants it open
  bool knows_holder = true;  // not before the next answer, where a dismissal was taken back
  void dismiss(Account account, model::Holder as) {
    dismissed_ = account;
    dismissed_as_ = as;
    incident = 0;
  }
  void own(Account account) {
    listing = {true, account};
    if (known_.account == account && account != nobody) known_.ours = true;
    dismissed_.reset();
    incident = 0;
  }
  void reopen(long long number) {
    dismissed_.reset();
    incident = number;
    reopened = true;
    knows_holder = false;
  }

 private:
  struct News {
    EventType type;
    bool opens;
  };

  static bool is_closed(Status status) {
    return status == Status::suspended || status == Status::reserved;
  }
  static bool is_same(const Known& a, const Known& b) {
    if (a.status != b.status) return false;
    return a.status != Status::claimed || (a.account == b.account && a.ours == b.ours);
  }
  bool is_lost(const Known& was) const { return was.ours || listing.is_ours; }

  Known known_of(const Sight& sight) const {
    if (is_closed(sight.status)) return {sight.status, known_.account, known_.ours, sight.at};
    if (sight.status != Status::claimed) return {sight.status, nobody, false, sight.at};
    const bool is_listed = listing.account == nobody || listing.account == sight.account;
    return {sight.status, sight.account, listing.is_ours && is_listed, sight.at};
  }

  std::optional<News> news_of(const Known& was, const Known& now, bool moved) const {
    if (was.status == Status::unknown) return first_news(now);
    if (now.status == Status::claimed) return of_arrival(was, now);
    const bool was_there = was.status == Status::claimed;
    if (now.status == Status::available) {
      const bool matters = was_there || was.account != nobody || incident != 0;
      if (!matters) return std::nullopt;
      return News{moved ? EventType::renamed : EventType::released, is_lost(was)};
    }
    if (!was_there) return std::nullopt;
    return News{moved ? EventType::renamed : EventType::suspended, true};
  }

  std::optional<News> first_news(const Known& now) const {
    if (now.status == Status::claimed) {
      const bool is_trouble = !now.ours && !is_dismissed(now.account);
      return is_trouble ? std::optional(News{EventType::baseline, true}) : std::nullopt;
    }
    if (!listing.is_ours) return std::nullopt;
    return News{is_closed(now.status) ? EventType::suspended : EventType::released, true};
  }

  std::optional<News> of_arrival(const Known& was, const Known& now) const {
    const bool was_there = was.status == Status::claimed;
    if (now.ours) {
      const bool was_lost = !(was_there && was.ours) && (incident != 0 || is_closed(was.status));
      return was_lost ? std::optional(News{EventType::back, false}) : std::nullopt;
    }
    if (is_dismissed(now.account)) return std::nullopt;
    if (is_closed(was.status) && was.account == now.account) return News{EventType::back, true};
    return News{was_there ? EventType::changed_hands : EventType::claimed, true};
  }

  // What became of the state that was told last, and whatever would be told at a first look.
  std::optional<News> after_hush(const Known& now) const {
    if (!is_same(*hushed_, now)) {
      if (const auto news = news_of(*hushed_, now, false)) return news;
    }
    auto standing = first_news(now);
    if (standing && standing->type == EventType::baseline) standing->type = EventType::claimed;
    if (standing) return standing;
    const bool unheard =
        is_closed(now.status) && now.account != nobody && !is_closed(hushed_->status);
    return unheard ? std::optional(News{EventType::suspended, true}) : std::nullopt;
  }

  static bool is_within_a_day(model::Instant at, model::Instant now) {
    return at <= now && now < at + 24h;
  }
  bool is_quiet(model::Instant now) const {
    if (is_within_a_day(known_.since, now)) return false;
    return std::none_of(told_.begin(), told_.end(),
                        [now](model::Instant at) { return is_within_a_day(at, now); });
  }

  std::optional<Expected> become(const Known& now, model::Instant since,
                                 const std::optional<News>& news, model::Instant at) {
    const bool silent = hushed_ && !is_quiet(at);
    const bool hush_ended = hushed_ && !silent;
    const Known was = hushed_.value_or(known_);
    if (now.status == Status::available) dismissed_.reset();
    known_ = now;
    known_.since = since;
    pending_.reset();
    if (known_.ours && listing.account == nobody) listing.account = known_.account;
    if (silent) return std::nullopt;
    hushed_.reset();
    if (news) {
      Expected expected = told(*news, was, at);
      expected.after_hush = hush_ended;
      return expected;
    }
    const bool is_over = hush_ended && !may_return();
    // Whom a person dismissed is back, and so nothing is wrong any more.
    const bool is_well = now.status == Status::claimed && !reopened;
    if (is_over || is_well) incident = 0;
    return std::nullopt;
  }

  Expected told(const News& news, const Known& was, model::Instant at) {
    Expected expected{
        news.type, severity_of(news.type, is_lost(was)), false, news.opens, false, known_, {}};
    if (!is_same(was, known_)) expected.before = was;
    std::erase_if(told_, [at](model::Instant one) { return !is_within_a_day(one, at); });
    if (told_.size() >= 6) {
      expected.flapping = expected.opens = true;
      hushed_ = known_;
    }
    told_.push_back(at);
    reopened = false;
    return expected;
  }

  static Severity severity_of(EventType type, bool is_lost) {
    if (type == EventType::claimed || type == EventType::changed_hands) return Severity::critical;
    if (type == EventType::baseline) return Severity::high;
    if (type == EventType::back) return Severity::info;
    return is_lost ? Severity::high : Severity::low;
  }

  Known known_;
  std::optional<Known> pending_;  // since: its first answer
  std::optional<Known> hushed_;   // it changes too often: as it was told last
  std::vector<model::Instant> told_;
  std::optional<Account> dismissed_;
  model::Holder dismissed_as_ = model::Holder::bystander;
};

}  // namespace tests
