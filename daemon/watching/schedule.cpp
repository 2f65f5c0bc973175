#include "watching/schedule.hpp"

#include <algorithm>

namespace watching {

using model::Instant;
using model::Milliseconds;

namespace {

// The first sweep of all comes within seconds: whoever has just installed it wants to see
// something.
constexpr Milliseconds first_spread{3'000};
constexpr Milliseconds overdue_spread{60'000};
constexpr Milliseconds shortest_pause{60'000};
constexpr Milliseconds second_after = std::chrono::hours(1);
// A calendar that is put right by less has not been set back.
constexpr Milliseconds least_step{60'000};

Milliseconds part_of(std::uint64_t hash, Milliseconds whole) {
  const auto parts = static_cast<std::uint64_t>(std::max<long long>(whole.count(), 1));
  return Milliseconds(static_cast<long long>(hash % parts));
}

// splitmix64's finalizer: every bit of the outcome hangs on every bit of `mixed`.
std::uint64_t scattered(std::uint64_t mixed) {
  mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBULL;
  return mixed ^ (mixed >> 31U);
}

// When the slot of this number (since 1970) is. Computed, not drawn: a restart changes nothing.
Instant slot(const Timing& timing, long long number) {
  const Milliseconds jitter =
      part_of(scattered(timing.hash + static_cast<std::uint64_t>(number)), timing.every / 16);
  return Instant(part_of(timing.hash, timing.every) + number * timing.every + jitter);
}

// The first slot later than `at`.
Instant slot_after(const Timing& timing, Instant at) {
  // A slot begins within [number, number + 2) times `every`.
  long long number = at.time_since_epoch() / timing.every - 2;
  while (slot(timing, number) <= at) ++number;
  return slot(timing, number);
}

}  // namespace

std::uint64_t hash_of(std::string_view text) {
  // FNV-1a: the same on every machine and in every version.
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 1099511628211ULL;
  }
  // Its last step leaves short names close together.
  hash ^= hash >> 32U;
  return hash * 0x9E3779B97F4A7C15ULL >> 16U;
}

Instant next_sweep(const Timing& timing, std::optional<Instant> swept, Instant up_since,
                   Instant now) {
  if (!swept) return up_since + part_of(timing.hash, std::min(first_spread, timing.every));
  // One of the future says nothing of when the next is due. No slot does either: each of them lies
  // in the future when it is looked for.
  const bool is_past = !was_set_back(*swept, now);
  const Instant slot = slot_after(timing, *swept);
  if (is_past && slot > up_since) return slot;
  return up_since + part_of(timing.hash, std::min(overdue_spread, timing.every));
}

Instant second_sweep(const Timing& timing, Instant first_ended, Instant slot) {
  if (timing.every <= second_after) return slot;
  return first_ended + second_after + part_of(timing.hash, second_after / 16);
}

Instant next_try(const Timing& timing, std::optional<Instant> in_vain, Instant slot) {
  if (!in_vain) return slot;
  return std::min<Instant>(slot, *in_vain + std::max(timing.every / 8, shortest_pause));
}

bool was_set_back(Instant before, Instant now) {
  return now + least_step < before;
}

}  // namespace watching
