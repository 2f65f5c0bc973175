// What the ledger cannot do.
#pragma once

#include <stdexcept>
#include <string>

namespace ledger {

// The ledger cannot do what was asked; the message names the file.
class Failure : public std::runtime_error {
 public:
  enum class Kind { full, locked, read_only, corrupt, other };
  Failure(Kind kind, const std::string& what) : std::runtime_error(what), kind_(kind) {}
  Kind kind() const { return kind_; }
  bool may_pass() const { return kind_ == Kind::full || kind_ == Kind::locked; }

 private:
  Kind kind_;
};

// The open file beneath the faces of this room.
class Database;

}  // namespace ledger
