#include "ledger/file_lock.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <fmt/format.h>

#include "ledger/usable.hpp"

namespace ledger {
namespace {

namespace fs = std::filesystem;

// One ledger is one, by whichever links it is reached, also of one that is not made yet.
fs::path real(const std::string& ledger_path) {
  constexpr int most_links = 40;  // as many as the kernel follows
  std::error_code unseen;
  fs::path path = ledger_path;
  for (int i = 0; i < most_links && fs::is_symlink(fs::symlink_status(path, unseen)); ++i) {
    path = path.parent_path() / fs::read_symlink(path, unseen);
  }
  const fs::path canonical = fs::weakly_canonical(path, unseen);
  return unseen ? path : canonical;
}

std::string file_of(const std::string& ledger_path) {
  return real(ledger_path).string() + ".lock";
}

// Of an open file: two in one process exclude each other too, and one can be asked after without
// being taken.
struct flock whole_file() {
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  return lock;
}

}  // namespace

model::Result<FileLock> FileLock::take(const std::string& ledger_path) {
  if (ledger_path == ":memory:") return FileLock(-1);
  const auto refused = [&](std::string why) {
    return model::refused({ledger_path, 0, 0, "", std::move(why)});
  };
  if (auto why = why_unusable(ledger_path)) return refused(std::move(*why));
  const std::string file = file_of(ledger_path);
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    return refused(fmt::format("{}, which shows that a service runs, cannot be opened: {}", file,
                               std::strerror(errno)));
  }
  struct flock lock = whole_file();
  if (::fcntl(descriptor, F_OFD_SETLK, &lock) != 0) {
    ::close(descriptor);
    return refused("another handlewatch runs on this ledger; it is to end first");
  }
  return FileLock(descriptor);
}

bool FileLock::is_taken(const std::string& ledger_path) {
  const int descriptor = ::open(file_of(ledger_path).c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return false;
  struct flock lock = whole_file();
  const bool asked = ::fcntl(descriptor, F_OFD_GETLK, &lock) == 0;
  ::close(descriptor);
  return asked && lock.l_type != F_UNLCK;
}

FileLock::FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FileLock::~FileLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

FolderLock::FolderLock(const std::string& ledger_path)
    : descriptor_(::open(real(std::filesystem::absolute(ledger_path)).parent_path().c_str(),
                         O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
  while (is_held() && ::flock(descriptor_, LOCK_EX) != 0) {
    if (errno == EINTR) continue;
    ::close(std::exchange(descriptor_, -1));
  }
}

FolderLock::~FolderLock() {
  if (is_held()) ::close(descriptor_);
}

}  // namespace ledger
