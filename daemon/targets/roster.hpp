// The targets of a unit, one after the other: what its sources give, as the platform spells it,
// then what is only owned. A roster may hold a million, so it is never made as a whole; a slice of
// it is quick to make, and between two slices the loop may turn. Pure.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_set>
#include <vector>

#include "targets/target_source.hpp"
#include "targets/unit.hpp"

namespace targets {

// In constant memory; a target that comes twice is given twice.
class Roster {
 public:
  explicit Roster(const WatchedUnit& unit);  // which outlives it

  // The next one that the platform admits; nothing: they were all.
  std::optional<model::Target> next();

 private:
  bool next_written();

  const WatchedUnit& unit_;
  std::unique_ptr<TargetSource> source_;  // the one before next_source_
  std::size_t next_source_ = 0;
  Written written_;  // belongs to the source
};

// For a sweep: each target once, which costs about 100 bytes for each that was given.
class Slices {
 public:
  explicit Slices(const WatchedUnit& unit) : roster_(unit) {}

  // At most so many; none: they were all.
  std::vector<model::Target> next(std::size_t most);
  // It is given in another way.
  void skip(const std::string& handle) { given_.insert(handle); }
  std::size_t given() const { return given_.size(); }
  bool has_given(const std::string& handle) const { return given_.contains(handle); }

 private:
  Roster roster_;
  std::unordered_set<std::string> given_;
};

// For second looks: a few targets by their handles, each with what only the roster knows of it.
class Finding {
 public:
  Finding(const WatchedUnit& unit, const std::vector<std::string>& handles)
      : roster_(unit), missing_(handles.begin(), handles.end()) {}

  // Looks at the next part of the roster; false: there is nothing left to look for, or to look at.
  bool go_on();

  std::vector<model::Target> take_found() { return std::move(found_); }
  // In the end: those that are not on the roster.
  const std::set<std::string>& missing() const { return missing_; }

 private:
  Roster roster_;
  std::set<std::string> missing_;
  std::vector<model::Target> found_;
};

}  // namespace targets
