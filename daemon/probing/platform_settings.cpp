#include "probing/platform_settings.hpp"

namespace probing {
namespace {

using reading::Form;
using reading::Json;
using reading::Shape;

bool is_budget(std::string_view text) {
  return parse_budget(text).has_value();
}

Form budget() {
  return {.name = "a budget such as '2 USD/day', '0.50 EUR/week' or '300/1d' (requests)",
          .admits = is_budget,
          .pattern = "^[0-9]+(\\.[0-9]+ [A-Z]{3}| [A-Z]{3})?/.+$"};
}

}  // namespace

Shape platform_settings_shape() {
  constexpr int most_at_once = 128;
  return Shape::object(
      {optional("credential", Shape::string(reading::credential_name()),
                "The name of the secret to ask with, instead of the definition's."),
       optional("rate", Shape::string(reading::rate()),
                "At most so many requests in any such time, instead of the definition's."),
       optional("spacing", Shape::boolean(), "true: evenly, without bursts."),
       optional("budget", Shape::string(budget()),
                "What may be spent in any such time; the rest is unknown (budget)."),
       optional("concurrency", Shape::integer(1, most_at_once),
                "How many requests may be under way at once.")});
}

PlatformSettings read_platform_settings(const Json& json) {
  PlatformSettings settings;
  settings.credential = reading::string_at(json, "credential");
  settings.rate = text::parse_rate(reading::string_at(json, "rate"));
  if (json.find("spacing") != nullptr) settings.spacing = reading::boolean_at(json, "spacing");
  settings.budget = parse_budget(reading::string_at(json, "budget"));
  if (json.find("concurrency") != nullptr) {
    settings.concurrency = reading::integer_at(json, "concurrency");
  }
  return settings;
}

platforms::Definition adjusted(platforms::Definition definition, const PlatformSettings& settings) {
  if (settings.rate) definition.rates = {*settings.rate};
  definition.spacing = settings.spacing.value_or(definition.spacing && !settings.rate);
  definition.concurrency = settings.concurrency.value_or(definition.concurrency);
  for (platforms::Ask& ask : definition.asks) {
    if (settings.rate) ask.rates.clear();
    if (!settings.credential.empty() && !ask.credential.empty()) {
      ask.credential = settings.credential;
    }
  }
  return definition;
}

}  // namespace probing
