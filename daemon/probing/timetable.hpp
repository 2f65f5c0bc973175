// When requests would start at a pace, and when their answers would be there, if each took half a
// second: what an estimate counts on. Requests in one go start together where the pace lets them,
// and the next go waits for all their answers: a probe, which does not, is no later. Pure;
// milliseconds from the begin, as sums of many periods are longer than any clock's.
#pragma once

#include <cstddef>
#include <deque>
#include <vector>

#include "text/time.hpp"

namespace probing {

class Timetable {
 public:
  static constexpr double an_answer = 500;  // ms

  Timetable(const text::Rates& rates, bool spacing);

  // So many at once; gives when the last answer is there.
  double go(double now, std::size_t requests);

  // Only of windows that are not waited out within a bracket (see Pacer::room): how many requests
  // fit without such a wait, and when so many will, or as many as ever do.
  std::size_t room(double now);
  double fits_at(double now, std::size_t requests);

 private:
  struct Window {
    text::Rate rate;
    bool is_long = false;
    struct Taken {
      double until;
      std::size_t requests;
    };
    std::deque<Taken> taken;  // first to be free first
    std::size_t sum = 0;

    std::size_t count() const { return static_cast<std::size_t>(rate.count); }
    std::size_t free(double now);
    double when_free(double now, std::size_t requests);
    std::size_t room(double now, double patience);
  };

  std::vector<Window> windows_;
  double patience_;
  double gap_ = 0;  // between two starts
  double last_start_;
};

}  // namespace probing
