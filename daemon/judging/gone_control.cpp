#include "judging/gone_control.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "text/join.hpp"
#include "text/time.hpp"
#include "text/visible.hpp"

namespace judging {

using model::Instant;

AbsentControl seen_absent(const std::string& handle, const std::optional<AbsentControl>& before,
                          Instant sweep_began, Instant now) {
  constexpr int sweeps = 3;
  constexpr model::Milliseconds lasting = std::chrono::hours(24);
  const AbsentControl first{handle, now, sweep_began, 1, false};
  // Times of the future say nothing: the calendar was set back.
  if (!before || before->since > now || before->sweep > now) return first;
  AbsentControl control = *before;
  if (sweep_began <= control.sweep) return control;  // it is counted already
  control.sweep = sweep_began;
  control.sweeps = std::min(control.sweeps + 1, sweeps);
  control.gone = control.gone || (control.sweeps >= sweeps && now - control.since >= lasting);
  return control;
}

std::string gone_in_words(const std::vector<AbsentControl>& controls) {
  std::vector<std::string> words;
  for (const AbsentControl& control : controls) {
    if (!control.gone) continue;
    words.push_back(fmt::format(
        "claimed control {} is gone: available in each sweep since {} while another one was "
        "claimed; it is passed over until it is claimed again",
        text::visible(control.handle), text::iso(control.since)));
  }
  return text::joined(words, "; ");
}

}  // namespace judging
