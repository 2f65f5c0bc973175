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

// What is done with a ledger of an older schema. It is left alone while another handlewatch runs on
// it, which may know no newer one.
enum class Older { migrate, refuse };

// The open file beneath the faces of this room.
class Database;

}  // namespace ledger
