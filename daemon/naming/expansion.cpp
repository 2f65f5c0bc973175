#include "naming/expansion.hpp"

#include <algorithm>
#include <unordered_map>

#include "naming/generator.hpp"

namespace naming {
namespace {

struct Place {
  std::size_t from = 0;  // index of the template
  std::uint64_t ordinal = 0;
};

Expansion stream(const Template& only, const Sink& sink) {
  Expansion done;
  Generator generator(only);
  std::string handle;
  while (!done.stopped && generator.next(handle)) {
    ++done.handles;
    done.stopped = !sink(handle, only, generator.ordinal());
  }
  return done;
}

}  // namespace

Expansion expand_all(std::span<const Template> templates, const Sink& sink) {
  if (templates.size() == 1 && !templates[0].can_repeat()) return stream(templates[0], sink);
  Expansion done;
  std::unordered_map<std::string, Place> given;
  const auto origin = [&](const Place& place) {
    const Template& from = templates[place.from];
    return Origin{from.text, from.slots_at(place.ordinal), from.stands_at(place.ordinal)};
  };
  const auto leave_out = [&](const std::string& handle, const Place& first, const Place& second) {
    ++done.repeated;
    const bool is_same_template =
        first.from != second.from && templates[first.from].text == templates[second.from].text;
    if (is_same_template || done.collisions.size() == kept_collisions) return;
    done.collisions.push_back({handle, origin(first), origin(second)});
  };
  for (std::size_t i = 0; i < templates.size() && !done.stopped; ++i) {
    Generator generator(templates[i]);
    std::string handle;
    while (!done.stopped && generator.next(handle)) {
      const Place place{i, generator.ordinal()};
      const auto [earlier, is_new] = given.emplace(handle, place);
      if (is_new) {
        ++done.handles;
        done.stopped = !sink(handle, templates[i], place.ordinal);
      } else {
        leave_out(handle, earlier->second, place);
      }
    }
  }
  return done;
}

}  // namespace naming
