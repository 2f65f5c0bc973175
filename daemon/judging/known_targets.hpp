// The targets that the answers of one bracket are about, and where accounts are among them and
// those that were given beside them. Pure.
#pragma once

#include "judging/record.hpp"

namespace judging {

struct Known {
  TargetRow row;
  const Answer* answer = nullptr;  // the last one about it, taken or not
  bool is_new = false;
  bool taken = false;
  bool touched = false;
  bool counts = false;
};

// Seen there, and not believed yet.
bool is_coming(const Belief& belief, const std::string& account);
// Another or nobody is seen at a handle at which it is believed to be.
bool has_left(const Known& home, const std::string& account);
// The same, and nobody is: who came after it is no part of its move.
bool has_left_empty(const Known& home, const std::string& account);
// What the last answer said of such a handle; what is not kept of its target is as of `arrival`,
// which is the same account's.
model::Observation last_seen(const Known& home, const model::Observation& arrival);

class KnownTargets {
 public:
  KnownTargets(std::span<const TargetRow> rows, std::span<const Answer> answers);

  Known& at(const std::string& handle) { return known_[handle]; }
  const Known& at(const std::string& handle) const { return known_.at(handle); }
  std::map<std::string, Known>& all() { return known_; }  // by handle
  const std::map<std::string, Known>& all() const { return known_; }
  // Answers that decide, or find nobody where that is all they can.
  std::size_t answered() const { return answered_; }
  const model::Observation& last() const { return *last_; }

  // A handle at which an account is believed to be, but this one; null: none.
  const Known* home_of(const std::string& account, const std::string& but) const;
  bool is_home_of(const Known& known, const std::string& account, const std::string& but) const;
  bool is_coming_elsewhere(const std::string& account, const std::string& but) const;

 private:
  std::map<std::string, Known> known_;
  std::size_t answered_ = 0;
  const model::Observation* last_ = nullptr;
};

}  // namespace judging
