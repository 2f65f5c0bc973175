#include "ledger/usable.hpp"

#include <filesystem>

#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>

namespace ledger {
namespace {

namespace fs = std::filesystem;

bool may(const fs::path& path, int what) {
  return ::faccessat(AT_FDCWD, path.c_str(), what, AT_EACCESS) == 0;
}

std::string by_this_user() {
  return fmt::format("by this user (uid {})", ::geteuid());
}

// Of a path that is not there: the first part of it that is no folder.
std::string why_missing(const fs::path& folder) {
  std::error_code unseen;
  fs::path so_far;
  for (const fs::path& part : folder) {
    so_far /= part;
    const fs::file_status found = fs::status(so_far, unseen);
    if (found.type() == fs::file_type::directory) continue;
    if (exists(found)) {
      return fmt::format("{} is a file; a folder is needed for the ledger", so_far.string());
    }
    if (unseen && found.type() != fs::file_type::not_found) {
      return fmt::format("its folder {} cannot be reached {}: {}", folder.string(), by_this_user(),
                         unseen.message());
    }
    break;
  }
  return fmt::format("its folder {} does not exist", folder.string());
}

}  // namespace

std::optional<std::string> why_unusable(const std::string& path) {
  const fs::path named = fs::path(path).parent_path();
  const fs::path folder = named.empty() ? fs::path(".") : named;
  std::error_code unseen;
  if (!fs::is_directory(folder, unseen)) return why_missing(folder);
  if (fs::is_directory(path, unseen)) return "it is a folder; a file is needed";
  if (!may(folder, R_OK | W_OK | X_OK)) {
    return fmt::format("its folder {} cannot be read and written {}; SQLite keeps files beside it",
                       folder.string(), by_this_user());
  }
  const fs::file_status found = fs::status(path, unseen);
  if (!exists(found)) return std::nullopt;
  if (!fs::is_regular_file(found)) return "it is no regular file";
  if (!may(path, R_OK | W_OK)) {
    return fmt::format("it cannot be read and written {}", by_this_user());
  }
  return std::nullopt;
}

}  // namespace ledger
