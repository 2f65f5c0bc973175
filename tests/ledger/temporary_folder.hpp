// A folder for the ledger of one test.
#pragma once

#include <filesystem>
#include <string>

#include <unistd.h>

#include <doctest/doctest.h>

namespace tests {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    // In memory where there is such a place: syncing to a disk takes its time.
    const std::filesystem::path memory = "/dev/shm";
    const auto place = std::filesystem::is_directory(memory) && ::access("/dev/shm", W_OK) == 0
                           ? memory
                           : std::filesystem::temp_directory_path();
    std::string name = (place / "ledger-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace tests
