// What the looks at one handle showed, and what the rules of second looks make of it: whether a
// change may be believed by now, and whether it must be. Of the contract's words ('Truth' 4, 5 and
// 7), in windows, so that no timing of the program's is copied:
//
//   - A gain may be believed after two answers `confirm` apart, one more for each lie that the
//     platform was surely caught in, with at most three looks between that failed or disagreed; it
//     must be after ten in a row over two hours.
//   - A loss may be after two sweeps and a look in a row; it must be after fourteen answers, four
//     sweeps among them. Of ours: four answers over an hour; fourteen over five hours. Either takes
//     one more for each such lie. One that surely is of many not before 72 h; one that may be must
//     be by the first look after that.
//   - A first answer where nobody is told of: at once, either way. Anything else: at once; it must
//     be after fourteen in a row over five hours.
// A restart or a clock that is set begins what must be anew, and what may be is not measured in
// hours then.
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "watching/simulated_sweeper.hpp"

namespace tests {

using model::Status;

constexpr model::Milliseconds confirm_after = 2min;
constexpr model::Milliseconds many_last = 72h;
constexpr model::Milliseconds lies_last = 24h * 7;

struct Answer {
  Status status = Status::unknown;  // unknown: it failed
  Account account = nobody;
  bool is_sweep = false;
  bool is_own = false;     // it failed, and the neighbours' did not
  model::Instant at{};     // by the calendar
  model::Instant truth{};  // true time
  int calm = 0;            // the number of the calm time it is of: none with a restart in it
};

inline bool is_closed(Status status) {
  return status == Status::suspended || status == Status::reserved;
}
// Suspended and reserved are one thing to whoever waits.
inline bool says_the_same(Status a, Status b) {
  return a == b || (is_closed(a) && is_closed(b));
}

class Line {
 public:
  void add(const Answer& answer) {
    answers_.push_back(answer);
    if (answers_.size() > most) answers_.pop_front();
  }
  bool empty() const { return answers_.empty(); }
  const Answer& last() const { return answers_.back(); }

  // The last one that decided.
  const Answer* last_decided() const {
    for (auto one = answers_.rbegin(); one != answers_.rend(); ++one) {
      if (one->status != Status::unknown) return &*one;
    }
    return nullptr;
  }
  bool was_seen(Status status, Account account, model::Instant at) const {
    return std::any_of(answers_.begin(), answers_.end(), [&](const Answer& one) {
      return one.at == at && says_the_same(one.status, status) && one.account == account;
    });
  }

  // Answers that say one thing, from the first on.
  struct Run {
    int answers = 0, sweeps = 0;
    model::Instant first{}, last{};  // true time
    model::Instant first_at{};       // by the calendar
    bool calm = true;                // neither a restart nor a clock that was set between
    model::Milliseconds lasts() const { return last - first; }
  };

  // The last ones, back to one that says otherwise, or to one more than `failures` that fail or
  // say otherwise; where some may, what befell the platform is none.
  Run agreeing(Status status, Account account, int failures) const {
    Run run;
    const bool some_may = failures > 0;
    for (auto one = answers_.rbegin(); one != answers_.rend(); ++one) {
      const bool agrees = says_the_same(one->status, status) && one->account == account;
      const bool is_none = one->status == Status::unknown && !one->is_own && some_may;
      if (!agrees && !is_none && --failures < 0) break;
      if (agrees) add_before(run, *one);
    }
    return run;
  }
  // The same, where failures are no matter.
  Run undenied(Status status, Account account) const {
    Run run;
    for (auto one = answers_.rbegin(); one != answers_.rend(); ++one) {
      if (one->status == Status::unknown) continue;
      if (!says_the_same(one->status, status) || one->account != account) break;
      add_before(run, *one);
    }
    return run;
  }
  // Sweeps since an account was seen there last.
  int sweeps_without_account() const {
    int sweeps = 0;
    for (auto one = answers_.rbegin(); one != answers_.rend(); ++one) {
      if (one->status == Status::claimed) break;
      sweeps += one->status != Status::unknown && one->is_sweep ? 1 : 0;
    }
    return sweeps;
  }
  // Failures at the end of the line; of its own doing alone, or any.
  Run failures(bool own) const {
    Run run;
    for (auto one = answers_.rbegin(); one != answers_.rend(); ++one) {
      if (one->status != Status::unknown || (own && !one->is_own)) break;
      add_before(run, *one);
    }
    return run;
  }

  // What was before the last answer said one other thing, or there was nothing.
  bool is_fresh() const {
    for (std::size_t i = 0; i + 1 < answers_.size(); ++i) {
      const bool same = answers_[i].status == answers_.front().status &&
                        answers_[i].account == answers_.front().account;
      if (!same || answers_[i].status == Status::unknown) return false;
    }
    return true;
  }
  // In words: the last answers, with seconds.
  std::string story() const {
    std::string told;
    for (const Answer& one : answers_) {
      told += fmt::format(" {}{}:{}{}{}", one.is_sweep ? "S" : "l",
                          one.at.time_since_epoch().count() / 1000, name(one.status),
                          one.account == nobody ? "" : fmt::format("/a{}", one.account),
                          one.calm == answers_.back().calm ? "" : "*");
    }
    return told;
  }

  // Nothing of late says another thing than this, nor failed.
  bool is_quiet(Status status, Account account) const {
    return agreeing(status, account, 0).answers == static_cast<int>(answers_.size());
  }
  // So many answers of late said nothing else: what was before does not matter any more.
  void forget_what_is_over(Status status, Account account) {
    if (agreeing(status, account, 0).answers < enough) return;
    answers_.erase(answers_.begin(), answers_.end() - enough);
  }

 private:
  // More than the looks in vain of two storms, one after the other.
  static constexpr std::size_t most = 300;
  static constexpr int enough = 16;

  void add_before(Run& run, const Answer& one) const {
    if (run.answers == 0) run.last = one.truth;
    run.calm = run.calm && one.calm == answers_.back().calm;
    run.first = one.truth;
    run.first_at = one.at;
    ++run.answers;
    run.sweeps += one.is_sweep ? 1 : 0;
  }

  std::deque<Answer> answers_;
};

// What a change is, as far as looks go.
enum class Kind { first, gain, loss, loss_of_ours, other };

// What else bears on it.
struct Doubt {
  int lies = 0;       // the platform was surely caught in so many
  bool many = false;  // surely one of many losses of a sweep
  bool perhaps_many = false;
};

inline std::string why_not_yet(const Line& line, Kind kind, Status status, Account account,
                               const Doubt& doubt) {
  if (kind == Kind::first) return "";
  const int more = std::min(3, doubt.lies);
  const Line::Run gain = line.agreeing(status, account, 3);
  const Line::Run loss = line.undenied(status, account);
  const auto lasted = [](const Line::Run& run, model::Milliseconds time) {
    return !run.calm || run.lasts() >= time;
  };
  switch (kind) {
    case Kind::first: return "";
    case Kind::gain:
      if (gain.answers < 2 + more) return "too few looks at a gain";
      return lasted(gain, confirm_after) ? "" : "a second look before its time";
    case Kind::loss:
      if (doubt.many && !lasted(loss, many_last)) return "one of many, before 72 h";
      if (loss.answers < 3 + more) return "too few looks at a loss";
      return loss.sweeps >= 2 ? "" : "no two sweeps and a look";
    case Kind::loss_of_ours:
      if (doubt.many && !lasted(loss, many_last)) return "one of many, before 72 h";
      if (loss.sweeps >= 2 && loss.answers >= 3 + more) return "";
      if (loss.answers < 4 + more) return "too few looks at a loss of ours";
      return lasted(loss, 1h) ? "" : "looks at a loss of ours before their time";
    case Kind::other: return loss.answers >= 1 ? "" : "nothing said so";
  }
  return "";
}

inline bool must_be_believed(const Line& line, Kind kind, const Doubt& doubt) {
  if (line.empty() || line.last().status == Status::unknown) return false;
  const Line::Run run = line.agreeing(line.last().status, line.last().account, 0);
  if (!run.calm) return false;
  switch (kind) {
    case Kind::first: return run.answers >= 1;
    // Up to eight looks, and the first answer about another account is none of them.
    case Kind::gain: return run.answers >= 10 && run.lasts() >= 2h;
    case Kind::loss:
    case Kind::loss_of_ours: {
      if (doubt.perhaps_many && run.lasts() < many_last) return false;
      if (run.answers < 14) return false;
      return run.sweeps >= 4 || (kind == Kind::loss_of_ours && run.lasts() >= 5h);
    }
    case Kind::other: return run.answers >= 14 && run.lasts() >= 5h;
  }
  return false;
}

}  // namespace tests
