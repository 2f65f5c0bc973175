// What an operator decides about one platform: a value of the section `platforms` of the
// configuration. Laid over the platform's definition, so that whoever asks need not know of it.
#pragma once

#include <optional>
#include <string>

#include "platforms/definition.hpp"
#include "probing/spend_limit.hpp"
#include "reading/shape.hpp"

namespace probing {

struct PlatformSettings {
  std::string credential;  // the name of a secret; empty: what the definition says
  std::optional<text::Rate> rate;
  std::optional<bool> spacing;
  std::optional<Budget> budget;
  std::optional<int> concurrency;
};

// Of one platform.
reading::Shape platform_settings_shape();
PlatformSettings read_platform_settings(const reading::Json& json);

// The definition as the operator wants it asked. A rate holds for every road, as --rate does; the
// budget is not part of a definition.
platforms::Definition adjusted(platforms::Definition definition, const PlatformSettings& settings);

}  // namespace probing
