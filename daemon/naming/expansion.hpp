// Several templates as one roster: every handle once, in order of the templates and their datasets.
// What comes a second time is left out and reported: two rows that give one handle are two offices
// that would have to share it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "naming/template.hpp"

namespace naming {

// Where a handle came from.
struct Origin {
  std::string text;  // of the template
  Slots slots;
  std::vector<Stand> stands;  // which rows they were, by their keys
};

// One handle of a template, which outlives it: what its slots and rows were is told when asked.
struct Instance {
  const Template* from = nullptr;
  std::uint64_t ordinal = 0;

  Origin origin() const { return {from->text, from->slots_at(ordinal), from->stands_at(ordinal)}; }
};

struct Collision {
  std::string handle;
  Origin first;
  Origin second;  // left out
};

constexpr std::size_t kept_collisions = 20;

// What was left out because it had been given before.
struct Repeats {
  std::uint64_t repeated = 0;
  std::vector<Collision> collisions;  // the first of these; a template given twice makes none
};

// Tells what comes a second time. Costs about 100 bytes for each handle.
class Distinct {
 public:
  // Whether the handle is new. One that no template gave is left out without a word.
  bool add(const std::string& handle, const std::optional<Instance>& instance);

  Repeats take_repeats() { return std::move(repeats_); }

 private:
  std::unordered_map<std::string, Instance> given_;
  Repeats repeats_;
};

struct Expansion : Repeats {
  std::uint64_t handles = 0;  // given to the sink
  bool stopped = false;       // by the sink
};

// One handle; `from` and `ordinal` tell its slots (Template::slots_at). False stops the expansion.
using Sink =
    std::function<bool(const std::string& handle, const Template& from, std::uint64_t ordinal)>;

// Remembers the handles only where it must: a single template that cannot repeat itself streams in
// constant memory, all else costs about 100 bytes for each handle.
Expansion expand_all(std::span<const Template> templates, const Sink& sink);

}  // namespace naming
