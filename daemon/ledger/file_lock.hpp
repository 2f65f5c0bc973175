// Who may do what with a ledger's file: one service, and one opener at a time.
#pragma once

#include <string>

#include "model/problem.hpp"

namespace ledger {

// Held by the one service of a ledger, on a file beside it. Refused: another has it, or the file
// cannot be made; the problem names the ledger.
class FileLock {
 public:
  static model::Result<FileLock> take(const std::string& ledger_path);
  // Whether somebody has it; to ask is in nobody's way.
  static bool is_taken(const std::string& ledger_path);
  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&&) = delete;
  ~FileLock();

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

// Held while a ledger is opened, on its folder: making its tables, copying it and changing its
// schema are one step to every other opener, who waits for it. Not on the ledger's own file, of
// which SQLite's locks would go when a second descriptor is closed.
class FolderLock {
 public:
  // Waits. One that holds nothing where the folder cannot be read.
  explicit FolderLock(const std::string& ledger_path);
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;
  ~FolderLock();

  bool is_held() const { return descriptor_ >= 0; }

 private:
  int descriptor_;
};

}  // namespace ledger
