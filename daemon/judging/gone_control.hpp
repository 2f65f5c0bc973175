// When a claimed control of a definition is gone: available in three sweeps over a day, each time
// while another one answered claimed (contract, 'Truth' 2). Until then it blinds its platform; from
// then on it is passed over, until it is claimed again. Of a platform on a server, whichever watch
// saw it. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/instant.hpp"

namespace judging {

struct AbsentControl {
  std::string handle;
  model::Instant since{};  // the first answer that said so
  model::Instant sweep{};  // when the last sweep that is counted began
  int sweeps = 0;
  bool gone = false;
};

// A sweep that began then saw it available, now. `before`: what was known of it.
AbsentControl seen_absent(const std::string& handle, const std::optional<AbsentControl>& before,
                          model::Instant sweep_began, model::Instant now);

// "claimed control x is gone: …" for people; empty where none is.
std::string gone_in_words(const std::vector<AbsentControl>& controls);

}  // namespace judging
