#include "judging/sight.hpp"

namespace judging {

SightStep look(const Sight& sight, bool blind, model::Instant now, model::Milliseconds confirm) {
  SightStep step{sight, std::nullopt, std::nullopt};
  if (blind == sight.blind) {
    step.sight.doubted.reset();
    return step;
  }
  const bool again = sight.doubted && *sight.doubted <= now;
  if (again && *sight.doubted + confirm <= now) {
    step.sight = {blind, std::nullopt};
    step.told = blind ? model::EventType::platform_blind : model::EventType::platform_sees;
    return step;
  }
  if (!again) step.sight.doubted = now;
  step.ask_again = *step.sight.doubted + confirm;
  return step;
}

}  // namespace judging
