#include "targets/roster.hpp"

namespace targets {

Roster::Roster(const WatchedUnit& unit) : unit_(unit) {}

std::optional<model::Target> Roster::next() {
  model::Target target;
  while (true) {
    const bool is_expected = next_written();
    if (!is_expected && next_owned_ == unit_.owned.size()) return std::nullopt;
    const std::string& written = is_expected ? written_ : unit_.owned[next_owned_++].handle;
    auto spelling = platforms::canonical(*unit_.definition, written);
    if (!spelling.admitted) continue;
    target.platform = unit_.key.platform;
    if (!unit_.key.server.empty()) target.server = unit_.key.server;
    target.handle = std::move(spelling.handle);
    if (is_expected) target.expected = written;
    return target;
  }
}

// Turns to the next handle of the templates, if there is one.
bool Roster::next_written() {
  while (true) {
    if (generator_ && generator_->next(written_)) return true;
    if (next_template_ == unit_.templates->size()) return false;
    generator_.emplace((*unit_.templates)[next_template_++]);
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
