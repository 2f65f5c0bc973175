#include "behaviours/verdicts.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace behaviours {
namespace {

using model::Status;
using std::chrono::hours;
using std::chrono::seconds;

double minutes_of(model::Milliseconds time) {
  return double(time.count()) / 60'000;
}

// An answer may be as old as its request.
constexpr model::Milliseconds under_way = seconds(2);
// What is told may have been so that long before: the looks of a gain, and of a loss that is one of
// many.
constexpr model::Milliseconds gain_looks = hours(26), loss_looks = hours(100);
// A gain that was seen so often ought to have been told, where most looks at it decided.
constexpr int often = 3;

}  // namespace

void Tally::add(const Tally& other) {
  for (auto member :
       {&Tally::answers, &Tally::decided, &Tally::wrong_claimed, &Tally::wrong_free,
        &Tally::false_gains, &Tally::false_losses, &Tally::hidden, &Tally::notices, &Tally::gains,
        &Tally::told, &Tally::missed, &Tally::unseen, &Tally::undecided, &Tally::requests}) {
    this->*member += other.*member;
  }
  const auto append = [](auto& to, const auto& from) {
    to.insert(to.end(), from.begin(), from.end());
  };
  append(gain_delays, other.gain_delays);
  append(loss_delays, other.loss_delays);
  append(wrong, other.wrong);
}

double percentile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const double place = std::ceil(share * double(values.size()));
  return values[static_cast<std::size_t>(std::max(place - 1, 0.0))];
}

std::size_t Verdicts::stay_at(const std::string& handle, model::Instant when) const {
  const std::vector<Stay>& stays = truth_.stays(handle);
  std::size_t place = 0;
  for (std::size_t i = 0; i < stays.size(); ++i) {
    if (stays[i].from <= when) place = i;
  }
  return place;
}

void Verdicts::note(std::string line) {
  if (tally_.wrong.size() < 100) tally_.wrong.push_back(std::move(line));
}

void Verdicts::saw(const model::Observation& seen) {
  const std::string& handle = seen.target.handle;
  ++tally_.answers;
  last_.insert_or_assign(handle, seen);
  Looks& looks = looks_[{handle, stay_at(handle, seen.checked_at)}];
  if (seen.status == Status::unknown) {
    ++looks.unknown;
    return;
  }
  ++tally_.decided;
  const auto was = [&](const auto& predicate) {
    return truth_.any(handle, seen.checked_at - under_way, seen.checked_at + under_way, predicate);
  };
  if (seen.status == Status::claimed) {
    ++looks.there;
    const auto& id = seen.profile.account_id;
    const bool is_so = was([&](Account account) {
      return account != nobody && (!id || *id == std::to_string(account));
    });
    if (is_so) return;
    ++tally_.wrong_claimed;
  } else {
    ++looks.free;
    const bool is_so =
        seen.status == Status::available && was([](Account a) { return a == nobody; });
    if (is_so) return;
    ++tally_.wrong_free;
  }
  note(fmt::format("at {}: {} is {} by {}", seen.checked_at.time_since_epoch().count(), handle,
                   name(seen.status), seen.reason));
}

bool Verdicts::is_false(const model::Event& event) const {
  const std::string& handle = event.seen.target.handle;
  if (event.seen.status == Status::claimed) {
    const bool of_ours = event.seen.holder == model::Holder::ours;
    return !truth_.any(handle, event.at - gain_looks, event.at, [&](Account account) {
      return of_ours ? truth_.is_ours(account) : is_stranger(account);
    });
  }
  return event.seen.status != Status::available ||
         !truth_.any(handle, event.at - loss_looks, event.at,
                     [](Account a) { return a == nobody; });
}

void Verdicts::told(const model::Event& event, model::Instant now) {
  if (event.seen.target.handle.empty()) {
    ++tally_.notices;
    return;
  }
  if (event.type == model::EventType::hidden) {
    ++tally_.hidden;
    return;
  }
  const std::string& handle = event.seen.target.handle;
  if (is_false(event)) {
    ++(event.seen.status == Status::claimed ? tally_.false_gains : tally_.false_losses);
    tally_.wrong.push_back(fmt::format("told at {}: {} of {}, which is {}",
                                       now.time_since_epoch().count(), name(event.type), handle,
                                       name(event.seen.status)));
    return;
  }
  Looks& looks = looks_[{handle, stay_at(handle, event.at)}];
  if (!looks.told) looks.told = now;
}

Tally Verdicts::ended(model::Instant from, model::Instant now, model::Milliseconds patience) const {
  Tally tally = tally_;
  for (const std::string& handle : truth_.handles()) {
    const std::vector<Stay>& stays = truth_.stays(handle);
    for (std::size_t i = 0; i < stays.size(); ++i) {
      const bool ends = i + 1 < stays.size() && stays[i + 1].from < now;
      const model::Instant until = ends ? stays[i + 1].from : now;
      const bool was_watched = stays[i].from > from;
      const bool came = is_stranger(stays[i].account);
      const bool lost = i > 0 && stays[i].account == nobody && truth_.is_ours(stays[i - 1].account);
      if (!came && !lost) continue;
      if (until - std::max(stays[i].from, from) < patience) continue;
      const auto found = looks_.find({handle, i});
      const Looks looks = found == looks_.end() ? Looks{} : found->second;
      if (looks.told && was_watched) {
        (came ? tally.gain_delays : tally.loss_delays)
            .push_back(minutes_of(*looks.told - stays[i].from));
      }
      if (!came) continue;
      ++tally.gains;
      if (looks.told)
        ++tally.told;
      else if (looks.there >= often && looks.there + looks.free > looks.unknown) {
        ++tally.missed;
        tally.wrong.push_back("missed: " + handle);
      } else if (looks.free > looks.unknown)
        ++tally.unseen;
      else
        ++tally.undecided;
    }
  }
  return tally;
}

bool Verdicts::decided_all(model::Instant since) const {
  return std::all_of(truth_.handles().begin(), truth_.handles().end(), [&](const std::string& one) {
    const auto found = last_.find(one);
    return found != last_.end() && found->second.checked_at >= since &&
           found->second.status != Status::unknown;
  });
}

}  // namespace behaviours
