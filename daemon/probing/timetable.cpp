#include "probing/timetable.hpp"

#include <algorithm>
#include <limits>

#include "probing/pacer.hpp"
#include "probing/room.hpp"

namespace probing {
namespace {

double period_of(const text::Rate& rate) {
  return static_cast<double>(rate.period.count());
}

}  // namespace

Timetable::Timetable(const text::Rates& rates, bool spacing)
    : patience_(static_cast<double>(Pacer(rates, spacing).patience().count())),
      last_start_(std::numeric_limits<double>::lowest()) {
  for (const text::Rate& rate : rates) {
    // What goes evenly never finds a window full for long.
    windows_.push_back({rate, !spacing && period_of(rate) + 1 > patience_, {}, 0});
    if (spacing) gap_ = std::max(gap_, period_of(rate) / rate.count);
  }
}

double Timetable::go(double now, std::size_t requests) {
  while (requests > 0) {
    std::size_t together = requests;
    for (const Window& window : windows_) together = std::min(together, window.count());
    double start = std::max(now, last_start_ + gap_);
    for (Window& window : windows_) start = std::max(start, window.when_free(start, together));
    last_start_ = start + static_cast<double>(together - 1) * gap_;
    now = last_start_ + an_answer;
    // A place is free one period after the answer.
    for (Window& window : windows_) {
      window.taken.push_back({now + period_of(window.rate) + 1, together});
      window.sum += together;
    }
    requests -= together;
  }
  return now;
}

std::size_t Timetable::room(double now) {
  std::size_t room = Room::unlimited;
  for (Window& window : windows_) {
    if (window.is_long) room = std::min(room, window.room(now, patience_));
  }
  return room;
}

double Timetable::fits_at(double now, std::size_t requests) {
  double when = now;
  for (Window& window : windows_) {
    while (window.is_long && window.room(when, patience_) < requests && !window.taken.empty()) {
      when = window.taken.front().until;
    }
  }
  return when;
}

std::size_t Timetable::Window::free(double now) {
  while (!taken.empty() && taken.front().until <= now) {
    sum -= taken.front().requests;
    taken.pop_front();
  }
  return count() - sum;
}

double Timetable::Window::when_free(double now, std::size_t requests) {
  std::size_t places = free(now);
  double when = now;
  for (const Taken& one : taken) {
    if (places >= requests) break;
    places += one.requests;
    when = one.until;
  }
  return when;
}

// What becomes free soon enough after what was taken before it counts as well.
std::size_t Timetable::Window::room(double now, double patience) {
  std::size_t room = free(now);
  for (const Taken& one : taken) {
    if (one.until - now > patience) break;
    room += one.requests;
    now = one.until;
  }
  return room;
}

}  // namespace probing
