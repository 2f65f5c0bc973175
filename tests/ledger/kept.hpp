// A ledger that an earlier version wrote, as a file of its own, made from kept SQL.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <unistd.h>

#include <doctest/doctest.h>
#include <sqlite3.h>

namespace tests {

inline std::string text_of(const std::string& file) {
  std::ifstream stream(file);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

// What a file's one number is, asked beside the ledger.
inline long long number_in(const std::string& file, const char* question) {
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(file.c_str(), &database) == SQLITE_OK);
  sqlite3_stmt* statement = nullptr;
  REQUIRE(sqlite3_prepare_v2(database, question, -1, &statement, nullptr) == SQLITE_OK);
  REQUIRE(sqlite3_step(statement) == SQLITE_ROW);
  const long long number = sqlite3_column_int64(statement, 0);
  sqlite3_finalize(statement);
  sqlite3_close(database);
  return number;
}

// A file made from kept SQL, gone with this.
class Kept {
 public:
  explicit Kept(const std::string& name) {
    std::string pattern = (std::filesystem::temp_directory_path() / "kept-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    folder_ = pattern;
    make(name);
  }
  void make(const std::string& name) const {
    for (const char* rest : {"", "-wal", "-shm"}) std::filesystem::remove(path() + rest);
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open(path().c_str(), &database) == SQLITE_OK);
    const std::string kept = text_of(std::string(HANDLEWATCH_TESTS "/ledger/fixtures/") + name);
    REQUIRE(!kept.empty());
    run(database, "PRAGMA synchronous = OFF");
    run(database, kept);
    sqlite3_close(database);
  }
  void change(const std::string& sql) const {
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open(path().c_str(), &database) == SQLITE_OK);
    run(database, sql);
    sqlite3_close(database);
  }
  Kept(const Kept&) = delete;
  Kept& operator=(const Kept&) = delete;
  ~Kept() { std::filesystem::remove_all(folder_); }
  std::string path() const { return (folder_ / "ledger.db").string(); }
  const std::filesystem::path& folder() const { return folder_; }
  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& file : std::filesystem::directory_iterator(folder_)) {
      names.push_back(file.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
  }

 private:
  static void run(sqlite3* database, const std::string& sql) {
    REQUIRE(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
  }

  std::filesystem::path folder_;
};

}  // namespace tests
