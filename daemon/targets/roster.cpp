#include "targets/roster.hpp"

#include "targets/place.hpp"

namespace targets {

Roster::Roster(const WatchedUnit& unit) : unit_(unit) {}

std::optional<model::Target> Roster::next() {
  while (next_written()) {
    auto [target, admitted] = spell(*unit_.definition, unit_.key.server, written_);
    if (admitted) return std::move(target);
  }
  return std::nullopt;
}

// Turns to the next handle of the sources, if there is one; the last of them is what is owned.
bool Roster::next_written() {
  while (true) {
    if (source_ && source_->next(written_)) return true;
    const std::size_t expected = unit_.expected.size();
    if (next_source_ > expected) return false;
    source_ = next_source_ < expected ? unit_.expected[next_source_]->anew()
                                      : std::make_unique<OwnedSource>(unit_.owned);
    ++next_source_;
  }
}

std::vector<model::Target> Slices::next(std::size_t most) {
  std::vector<model::Target> slice;
  while (slice.size() < most) {
    auto target = roster_.next();
    if (!target) break;
    if (given_.insert(target->handle).second) slice.push_back(std::move(*target));
  }
  return slice;
}

bool Finding::go_on() {
  constexpr int part = 1'000;  // about a millisecond
  for (int i = 0; i < part && !missing_.empty(); ++i) {
    auto target = roster_.next();
    if (!target) return false;
    if (missing_.erase(target->handle) > 0) found_.push_back(std::move(*target));
  }
  return !missing_.empty();
}

}  // namespace targets
