#include "judging/platform_health.hpp"

namespace judging {

HealthStep look(const PlatformHealth& health, bool blind, model::Instant now,
                model::Milliseconds confirm) {
  HealthStep step{health, std::nullopt, std::nullopt};
  if (blind == health.blind) {
    step.health.doubted.reset();
    return step;
  }
  const bool again = health.doubted && *health.doubted <= now;
  if (again && *health.doubted + confirm <= now) {
    step.health = {blind, std::nullopt};
    step.told = blind ? model::EventType::platform_blind : model::EventType::platform_sees;
    return step;
  }
  if (!again) step.health.doubted = now;
  step.ask_again = *step.health.doubted + confirm;
  return step;
}

model::Event health_event(const HealthStep& step, model::Instant now, const std::string& watch,
                          const std::string& platform, const std::string& server,
                          const std::string& words) {
  model::Event event;
  event.type = step.told.value();
  event.severity = model::severity_of(event.type);
  event.at = now;
  event.watch = watch;
  event.seen.target.platform = platform;
  if (!server.empty()) event.seen.target.server = server;
  event.seen.checked_at = now;
  event.detail = words;
  return event;
}

void tell_of_ours(model::Event& blind) {
  blind.severity = model::severity_of(model::EventType::released, true, false);
  blind.lost_ours = true;
}

}  // namespace judging
