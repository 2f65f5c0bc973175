// One service a ledger: the lock on a file beside it.
#pragma once

#include <optional>
#include <string>

namespace ledger {

// Held by the one service of a ledger; another gets nothing.
class FileLock {
 public:
  static std::optional<FileLock> take(const std::string& ledger_path);
  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&&) = delete;
  ~FileLock();

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace ledger
