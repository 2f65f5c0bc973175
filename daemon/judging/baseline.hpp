// A target's first firm answer (contract, 'Truth' 4): provisional until a second sweep says the
// same; a stranger found there, or within a day of it, was there before we looked. Pure.
#pragma once

#include "judging/circumstances.hpp"

namespace judging {

constexpr model::Milliseconds baseline_day = std::chrono::hours(24);
// Sweeps without a hit that are as good as an answer, where a road can only say claimed.
constexpr int enough_misses = 2;

// Whether who is found there since `seen` may have been there when we first looked.
bool may_have_been_there(const Belief& belief, model::Instant seen);
// Whether nothing that was seen of it has been confirmed by a second sweep.
bool is_provisional(const Belief& belief);

// A sweep has said again what is believed. What is closed stays provisional for its first day: only
// who takes a handle that two sweeps saw free has come on that day.
void confirm_baseline(Belief& belief, const Circumstances& circumstances);
// A sweep found nobody, on a road that can only say claimed.
void note_miss(Belief& belief, const Circumstances& circumstances);

}  // namespace judging
