#include "probing/passage.hpp"

#include <algorithm>

namespace probing {
namespace {

// Of two counts that may be less than what is taken off.
std::size_t times(std::size_t room, std::size_t first, std::size_t each) {
  return room < first ? 0 : (room - first) / each + 1;
}

class OneByOne {
 public:
  OneByOne(const Road& road, const Passing& passing, Timetable& pace, double now, bool anew)
      : road_(road), passing_(passing), pace_(pace), anew_(anew), passage_{0, 0, 0, now} {
    free_ = std::min(road.longest(), passing.steps);
    controls_ = free_ + (passing.claimed > 0 ? 1 : 0);
  }

  Passage pass() {
    if (passing_.targets == 0) {
      ++passage_.brackets;
      ask_controls();
      return passage_;
    }
    bool is_open = false;
    for (std::size_t left = passing_.targets; left > 0;) {
      is_open = is_open && !anew_;
      is_open = wait_for_room(is_open);
      const std::size_t opening = is_open ? 0 : controls_;
      const std::size_t longest = road_.longest();
      const std::size_t by_bracket = times(road_.requests, 2 * controls_ + longest, passing_.steps);
      const std::size_t by_window =
          times(pace_.room(passage_.over), opening + controls_ + longest, passing_.steps);
      const std::size_t taken = std::max<std::size_t>(1, std::min({left, by_bracket, by_window}));
      if (!is_open) ask_controls();
      ask_targets(taken);
      ask_controls();
      ++passage_.brackets;
      left -= taken;
      is_open = true;
    }
    return passage_;
  }

 private:
  // Whether what closed the bracket before still opens the next one.
  bool wait_for_room(bool is_open) {
    const std::size_t ends = is_open ? 1 : 2;
    if (pace_.room(passage_.over) >= ends * controls_ + road_.longest()) return is_open;
    const double now = passage_.over;
    passage_.over = pace_.fits_at(now, 2 * controls_ + road_.longest());
    return is_open && passage_.over <= now;
  }

  // A claimed one and a free one side by side, which goes the whole way.
  void ask_controls() {
    ++passage_.ends;
    std::size_t left = controls_;
    if (passing_.concurrency > 1 && left > free_) left -= go(2);
    while (left > 0) left -= go(1);
  }

  void ask_targets(std::size_t targets) {
    const auto at_once = static_cast<std::size_t>(passing_.concurrency);
    for (std::size_t left = targets * passing_.steps; left > 0;)
      left -= go(std::min(left, at_once));
    // The last ones are waited for step by step.
    if (at_once > 1)
      passage_.over += static_cast<double>(passing_.steps - 1) * Timetable::an_answer;
  }

  std::size_t go(std::size_t requests) {
    passage_.over = pace_.go(passage_.over, requests);
    passage_.requests += requests;
    return requests;
  }

  const Road& road_;
  const Passing& passing_;
  Timetable& pace_;
  bool anew_;
  Passage passage_;
  std::size_t free_ = 1;      // requests that the free control takes
  std::size_t controls_ = 1;  // of one end
};

Passage in_batches(const Road& road, const Passing& passing, Timetable& pace, double now) {
  const std::size_t room = road.max - passing.claimed - 1;
  const std::size_t batches = std::max<std::size_t>(1, (passing.targets + room - 1) / room);
  // The first one goes alone.
  now = pace.go(now, 1);
  const auto at_once = static_cast<std::size_t>(passing.concurrency);
  for (std::size_t left = batches - 1; left > 0;) {
    const std::size_t together = std::min(left, at_once);
    now = pace.go(now, together);
    left -= together;
  }
  return {batches, batches, batches, now};
}

}  // namespace

Passage pass(const Road& road, const Passing& passing, Timetable& pace, double now) {
  if (road.is_batch()) return in_batches(road, passing, pace, now);
  if (!passing.is_shared) return OneByOne(road, passing, pace, now, false).pass();
  Timetable other = pace;
  Passage most = OneByOne(road, passing, pace, now, true).pass();
  const Passage least = OneByOne(road, passing, other, now, false).pass();
  if (least.over > most.over) pace = std::move(other);
  most.requests = std::max(most.requests, least.requests);
  most.brackets = std::max(most.brackets, least.brackets);
  most.ends = std::max(most.ends, least.ends);
  most.over = std::max(most.over, least.over);
  return most;
}

}  // namespace probing
