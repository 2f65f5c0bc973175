// What a person may write in `routes`, `language` and `timezone`.
#include "alerting/settings.hpp"
#include "text/timezone.hpp"

namespace alerting {

using reading::Form;
using reading::Shape;

namespace {

Form timezone() {
  return {.name = "a time zone such as Europe/Paris or UTC",
          .admits = text::is_timezone,
          .known = text::timezones};
}

}  // namespace

Shape routes_shape() {
  std::vector<std::string> severities(model::severity_names.begin(), model::severity_names.end());
  const Shape names = Shape::list(Shape::string(reading::identifier()), 1);
  return Shape::list(Shape::object(
      {optional(
           "severity", Shape::list(Shape::choice(std::move(severities)), 1),
           "Only these of critical, high, medium, low and info; every one when it is left out."),
       optional("watch", names, "Only these watches; every one when it is left out."),
       required("to", names, "The channels that are told.")}));
}

Shape language_shape() {
  return Shape::choice({"en", "fr"});
}

Shape timezone_shape() {
  return Shape::string(timezone());
}

}  // namespace alerting
