#include "reading/file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include <fmt/format.h>

namespace reading {

model::Result<std::string> read_file(const std::filesystem::path& path, std::size_t at_most) {
  const auto failed = [&path](const std::string& why) {
    return model::refused({path.string(), 0, 0, "", why});
  };
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return failed("is a folder, not a file");
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rbe"),
                                                             &std::fclose);
  if (!file) return failed(fmt::format("cannot be read: {}", std::strerror(errno)));
  std::string bytes;
  char block[1 << 16];
  std::size_t got = 0;
  while ((got = std::fread(block, 1, sizeof block, file.get())) > 0) {
    bytes.append(block, got);
    if (bytes.size() > at_most) {
      return failed(fmt::format("is larger than {} MiB", at_most >> 20U));
    }
  }
  if (std::ferror(file.get()) != 0) {
    return failed(fmt::format("cannot be read: {}", std::strerror(errno)));
  }
  return bytes;
}

std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder,
                                            std::string_view extension) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.path().extension() == extension) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace reading
