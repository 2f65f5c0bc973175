// Whether a platform can be believed at all: blind while its controls are answered wrongly
// (contract, 'Truth' 2). As with targets, it is told after a second look. Pure.
#pragma once

#include <optional>
#include <string>

#include "model/event.hpp"

namespace judging {

struct PlatformHealth {
  bool blind = false;
  std::optional<model::Instant> doubted;  // the first sweep that said otherwise
};

struct HealthStep {
  PlatformHealth health;
  std::optional<model::EventType> told;     // platform_blind or platform_sees
  std::optional<model::Instant> ask_again;  // to be sure
};

// `blind`: what the controls of one sweep say. Sweeps that prove neither are not asked about.
HealthStep look(const PlatformHealth& health, bool blind, model::Instant now,
                model::Milliseconds confirm);

// What people are told of a step that tells something: of a platform on a server (empty: it has
// none), with the controls' answers in words. A blind platform opens an incident, one that sees
// again ends it.
model::Event health_event(const HealthStep& step, model::Instant now, const std::string& watch,
                          const std::string& platform, const std::string& server,
                          const std::string& words);
// It is blind because an account of ours, its only control, seems to be gone: as grave as that loss
// (contract, 'Truth' 2).
void tell_of_ours(model::Event& blind);

}  // namespace judging
