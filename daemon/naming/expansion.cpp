#include "naming/expansion.hpp"

#include <utility>

#include "naming/generator.hpp"

namespace naming {
namespace {

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

bool Distinct::add(const std::string& handle, const std::optional<Instance>& instance) {
  const auto [earlier, is_new] = given_.emplace(handle, instance.value_or(Instance{}));
  if (is_new) return true;
  const Instance& first = earlier->second;
  if (!instance || first.from == nullptr) return false;
  ++repeats_.repeated;
  const bool is_same_template =
      first.from != instance->from && first.from->text == instance->from->text;
  if (is_same_template || repeats_.collisions.size() == kept_collisions) return false;
  repeats_.collisions.push_back({handle, first.origin(), instance->origin()});
  return false;
}

Expansion expand_all(std::span<const Template> templates, const Sink& sink) {
  if (templates.size() == 1 && !templates[0].can_repeat()) return stream(templates[0], sink);
  Expansion done;
  Distinct distinct;
  for (std::size_t i = 0; i < templates.size() && !done.stopped; ++i) {
    Generator generator(templates[i]);
    std::string handle;
    while (!done.stopped && generator.next(handle)) {
      if (!distinct.add(handle, Instance{&templates[i], generator.ordinal()})) continue;
      ++done.handles;
      done.stopped = !sink(handle, templates[i], generator.ordinal());
    }
  }
  static_cast<Repeats&>(done) = distinct.take_repeats();
  return done;
}

}  // namespace naming
