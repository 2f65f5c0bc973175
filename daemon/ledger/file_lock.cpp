#include "ledger/file_lock.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <fmt/format.h>

#include "ledger/usable.hpp"

namespace ledger {

model::Result<FileLock> FileLock::take(const std::string& ledger_path) {
  if (ledger_path == ":memory:") return FileLock(-1);
  const auto refused = [&](std::string why) {
    return model::refused({ledger_path, 0, 0, "", std::move(why)});
  };
  if (auto why = why_unusable(ledger_path)) return refused(std::move(*why));
  const std::string file = ledger_path + ".lock";
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    return refused(fmt::format("{}, which shows that a service runs, cannot be opened: {}", file,
                               std::strerror(errno)));
  }
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    ::close(descriptor);
    return refused("another handlewatch runs on this ledger; it is to end first");
  }
  return FileLock(descriptor);
}

FileLock::FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FileLock::~FileLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

FolderLock::FolderLock(const std::filesystem::path& folder)
    : descriptor_(
          ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
  while (is_held() && ::flock(descriptor_, LOCK_EX) != 0) {
    if (errno == EINTR) continue;
    ::close(std::exchange(descriptor_, -1));
  }
}

FolderLock::~FolderLock() {
  if (is_held()) ::close(descriptor_);
}

}  // namespace ledger
