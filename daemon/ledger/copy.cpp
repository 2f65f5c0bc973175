#include "ledger/copy.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "ledger/database.hpp"

namespace ledger {
namespace {

Failure not_made(std::string_view what, const std::string& file, const std::string& why) {
  return {Failure::Kind::other, fmt::format("{} cannot be made as {}: {}", what, file, why)};
}

// A file that is made here, or nothing: gone again unless it was kept.
class NewFile {
 public:
  NewFile(std::string_view what, const std::string& file, mode_t mode)
      : what_(what),
        file_(file),
        descriptor_(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)) {
    if (descriptor_ < 0) fail(errno == EEXIST ? "it is there already" : std::strerror(errno));
    ::fchmod(descriptor_, mode);
  }
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  ~NewFile() {
    ::close(descriptor_);
    if (!is_kept_) ::unlink(file_.c_str());
  }

  // SQLite does not sync what VACUUM writes.
  void keep() {
    if (::fsync(descriptor_) != 0) fail(std::strerror(errno));
    is_kept_ = true;
  }
  [[noreturn]] void fail(const std::string& why) const { throw not_made(what_, file_, why); }

 private:
  std::string_view what_;
  std::string file_;
  int descriptor_;
  bool is_kept_ = false;
};

mode_t mode_of(const std::string& ledger) {
  struct stat found {};
  return ::stat(ledger.c_str(), &found) == 0 ? found.st_mode & 0777 : 0600;
}

void sync_folder_of(const std::string& file) {
  const auto folder = std::filesystem::path(file).parent_path();
  const int descriptor =
      ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  ::fsync(descriptor);
  ::close(descriptor);
}

void write_copy(Database& database, std::string_view what, const std::string& file) {
  NewFile copy(what, file, mode_of(database.path()));
  try {
    // SQLite takes an empty file as it is.
    database.query([&] { database.sql() << "VACUUM INTO :f", soci::use(file); });
  } catch (const Failure& failure) {
    copy.fail(failure.what());
  }
  copy.keep();
  sync_folder_of(file);
}

}  // namespace

void copy_into(Database& database, const std::string& file) {
  write_copy(database, "a copy of the ledger", file);
}

std::string keep_copy(Database& database, long long version) {
  const std::string name = fmt::format("{}.schema-{}", database.path(), version);
  const std::string part = name + ".part";
  ::unlink(part.c_str());  // of somebody who was cut short
  constexpr std::string_view what = "a copy before its schema changes";
  write_copy(database, what, part);
  std::string kept = name;
  std::error_code unseen;
  for (int i = 2; std::filesystem::exists(kept, unseen); ++i) kept = fmt::format("{}-{}", name, i);
  if (::rename(part.c_str(), kept.c_str()) != 0) {
    const std::string why = std::strerror(errno);
    ::unlink(part.c_str());
    throw not_made(what, kept, why);
  }
  sync_folder_of(kept);
  return kept;
}

}  // namespace ledger
