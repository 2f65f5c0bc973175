#include "probing/batches.hpp"

#include <algorithm>

namespace probing {
namespace {

// Then it is no single name that spoils its batch, or nothing has shown yet that it is.
constexpr int failures_to_ask_controls = 2;

}  // namespace

bool Batches::has_next(const std::deque<std::size_t>& waiting) const {
  return !waiting.empty() || !parts_.empty() || (failures_ > 0 && !is_right_);
}

bool Batches::asks_controls() const {
  return failures_ >= failures_to_ask_controls || (failures_ > 0 && !is_right_);
}

Batches::Targets Batches::next(std::deque<std::size_t>& waiting, std::size_t most) {
  if (asks_controls()) return {};
  Targets targets;
  if (!parts_.empty()) {
    targets = std::move(parts_.front());
    parts_.pop_front();
    if (targets.size() > most) {
      parts_.emplace_front(targets.begin() + static_cast<std::ptrdiff_t>(most), targets.end());
      targets.resize(most);
    }
    return targets;
  }
  while (!waiting.empty() && targets.size() < most) {
    targets.push_back(waiting.front());
    waiting.pop_front();
  }
  return targets;
}

void Batches::right(const Targets& unread) {
  is_right_ = true;
  failures_ = 0;
  if (!unread.empty()) halve(unread);
}

Batches::Targets Batches::failed(const Targets& targets) {
  ++failures_;
  if (targets.empty()) {
    is_right_ = false;
    return {};
  }
  if (targets.size() == 1) return targets;
  halve(targets);
  return {};
}

Batches::Targets Batches::take_all() {
  Targets all;
  for (const Targets& part : parts_) all.insert(all.end(), part.begin(), part.end());
  parts_.clear();
  return all;
}

void Batches::halve(const Targets& targets) {
  const auto middle = targets.begin() + static_cast<std::ptrdiff_t>((targets.size() + 1) / 2);
  if (middle != targets.end()) parts_.emplace_front(middle, targets.end());
  parts_.emplace_front(targets.begin(), middle);
}

}  // namespace probing
