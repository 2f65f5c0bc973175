#include "watching/choosing.hpp"

#include <map>

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace watching {

namespace asio = boost::asio;
using ledger::Answer;
using ledger::Ledger;

namespace {

// That go before the others in a sweep.
constexpr int most_undecided = 1'000;

}  // namespace

async::Task<void> Choosing::begin_sweep(ScheduledUnit& unit) {
  std::vector<std::string> handles;
  for (const ledger::SecondLook& look : unit.record.second_looks) {
    handles.push_back(look.handle);
    unit.sweep->looked_at_again.insert(look.handle);
  }
  const auto body = [&](Ledger& ledger) {
    for (std::string& handle : ledger.units.undecided(unit.record.row, most_undecided)) {
      handles.push_back(std::move(handle));
    }
  };
  // Where it cannot be read now, the order matters little.
  const Answer<void> read = co_await ledger_.ask(body);
  if (!read || handles.empty()) co_return;
  targets::Finding finding(unit.unit, handles);
  const auto token = asio::use_awaitable;
  while (!stopped_ && finding.go_on()) {
    co_await asio::post(executor_, token);
  }
  std::map<std::string, model::Target> found;
  for (model::Target& target : finding.take_found()) {
    std::string handle = target.handle;
    found.emplace(std::move(handle), std::move(target));
  }
  for (const std::string& handle : handles) {
    const auto target = found.find(handle);
    if (target == found.end()) continue;
    unit.sweep->slices.skip(handle);
    unit.sweep->first.push_back(std::move(target->second));
    found.erase(target);
  }
}

async::Task<Answer<void>> Choosing::leave_behind(ScheduledUnit& unit,
                                                 const targets::Slices& slices) {
  constexpr int page = 250;  // about a millisecond
  std::vector<std::string> known;
  std::vector<std::string> left;
  std::string last;
  // The page before is left, the next one read.
  const auto body = [&](Ledger& ledger) {
    ledger.beliefs.leave(unit.record.row, left);
    known.clear();
    ledger.beliefs.page(unit.record.row, last, page,
                        [&](const ledger::Known& one) { known.push_back(one.handle); });
  };
  do {
    const Answer<void> turned = co_await ledger_.ask(body);
    if (!turned) co_return turned;
    left.clear();
    for (const std::string& handle : known) {
      if (!slices.has_given(handle)) left.push_back(handle);
    }
    if (!known.empty()) last = known.back();
  } while (!known.empty() && !stopped_);
  unit.knows_who_left = !stopped_;
  co_return Answer<void>();
}

async::Task<std::vector<model::Target>> Choosing::due(ScheduledUnit& unit, model::Instant now) {
  const auto due = due_for_a_second_look(unit.record, now);
  targets::Finding finding(unit.unit, due);
  const auto token = asio::use_awaitable;
  while (!stopped_ && finding.go_on()) {
    co_await asio::post(executor_, token);
  }
  if (stopped_) co_return std::vector<model::Target>();
  for (const std::string& handle : finding.missing()) unask(unit, handle);
  co_return finding.take_found();
}

// A ledger that cannot be written now is told at the next look.
void Choosing::unask(const ScheduledUnit& unit, const std::string& handle) {
  ledger_.post(
      [row = unit.record.row, handle](Ledger& ledger) { ledger.units.unask(row, handle); });
}

}  // namespace watching
