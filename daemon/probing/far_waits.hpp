// Waits of over a quarter of an hour that a platform asks for (contract, 'Truth' 10): what one
// answer says may concern its handle alone, so that it silences that handle and not the platform,
// until the answer for another handle says the same. Of one road. Pure; time is an argument.
//
// While one handle may be the reason of all that was heard, it is taken for the reason: a request
// for several counts as one answer for each of them, and only one that shares no handle with those
// before confirms it. Then the road waits, for the shorter of the waits, and nobody else. A good
// answer to what started since says that the road is open: what comes later begins afresh.
//
// A shorter wait, of over a minute, is the road's at once, but once only for one handle: when its
// pause was kept and the same handle is refused again, it is that handle's (contract, 'Truth' 7:
// one handle's refusal costs only that handle).
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "model/instant.hpp"
#include "probing/rate_advice.hpp"

namespace probing {

// A handle that is left alone until then, and how long the platform asked for that.
struct RestingHandle {
  std::string handle;
  model::Moment until{};
  model::Milliseconds asked_for{0};
};

class FarWaits {
 public:
  struct Answer {
    // Whom it was about. Without the controls where they ride with every request: they would share
    // all blame. Asked alone, a control is a handle like any other.
    std::span<const std::string> handles;
    RateAdvice advice;
    bool refused = false;  // a limit or an overload, not an answer
    model::Moment started_at{};
  };
  // What holds for the road: all that the pacer is to hear of it. The one handle of the answer
  // rests from now on if need be; of several nobody knows which it is, and they are asked again in
  // halves, as after any failure.
  RateAdvice heard(const Answer& answer, model::Moment now);

  // Until when the handle is not to be asked; it is `rate-limited` until then. Nothing: ask it.
  std::optional<model::Moment> rests_until(const std::string& handle, model::Moment now) const;
  std::vector<RestingHandle> resting(model::Moment now) const;
  // As an earlier process left it; before anything is heard.
  void recall(const RestingHandle& left);
  // Grows whenever other handles rest than before.
  int changes() const { return changes_; }

 private:
  // What was heard, and neither confirmed nor refuted.
  struct Claim {
    std::set<std::string> suspects;
    model::Moment since{};
    model::Milliseconds wait{0};
  };
  struct Rest {
    model::Moment until{};
    model::Milliseconds asked_for{0};
  };

  bool is_blamed_again(const Answer& answer, model::Milliseconds wait, model::Moment now);
  void suspect(const Answer& answer, model::Milliseconds wait, model::Moment now);
  model::Milliseconds confirm(model::Milliseconds wait, model::Moment now);

  std::optional<Claim> claim_;
  std::map<std::string, Rest> resting_;
  std::map<std::string, model::Moment> blamed_;  // for whom the road has paused, until then
  int changes_ = 0;
  model::Moment paused_until_{};  // the road, by what two said
};

}  // namespace probing
