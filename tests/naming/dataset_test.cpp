#include "naming/dataset.hpp"

#include <filesystem>
#include <fstream>

#include <unistd.h>

#include <doctest/doctest.h>

namespace {

// A folder that is gone at the end of the test.
class Folder {
 public:
  Folder()
      : path_(std::filesystem::temp_directory_path() / ("naming-" + std::to_string(getpid()))) {
    std::filesystem::create_directories(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }

  std::string write(const std::string& name, std::string_view text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return (path_ / name).string();
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

std::string complaint(const model::Problems& problems) {
  std::string lines;
  for (const model::Problem& problem : problems) lines += model::to_string(problem) + '\n';
  return lines;
}

}  // namespace

TEST_CASE("a dataset keeps the file's order and has its key in the first column") {
  const auto dataset = naming::parse_dataset("code,name\n02,Aisne\n01,\"Ain, l'\"\n", "a.csv", "a");
  REQUIRE(dataset.has_value());
  CHECK(dataset->name == "a");
  CHECK(dataset->columns == std::vector<std::string>{"code", "name"});
  REQUIRE(dataset->rows.size() == 2);
  CHECK(dataset->rows[0][0] == "02");
  CHECK(dataset->rows[1][1] == "Ain, l'");
  CHECK(dataset->column("code") == 0);
  CHECK(dataset->column("name") == 1);
  CHECK(dataset->column("Name") == -1);
}

TEST_CASE("a dataset with mistakes is refused with the line of each") {
  struct Row {
    const char* text;
    const char* complaint;
  };
  const Row rows[] = {
      {"", "a.csv: is empty; the first line names the columns\n"},
      {"code,name\n", "a.csv: has a header but no rows\n"},
      {"code,code\n1,2\n", "a.csv:1: two columns are named 'code'\n"},
      {"code,\n1,2\n", "a.csv:1: column 2 has no name in the header\n"},
      {"code,name\n01,Ain\n02\n", "a.csv:3: 1 field found, 2 are needed (code,name)\n"},
      {"code,name\n01,Ain\n02,Aisne\n01,Aine\n",
       "a.csv:4: duplicate key '01'; it stands on line 2 already\n"},
      {"code,name\n01,Ain\n,Aisne\n", "a.csv:3: the key is empty (column 'code')\n"},
      {"code,name\n01,\"A\nin\"\n",
       "a.csv:2: 'A\\u{000A}in' in column 'name' holds a control or invisible character\n"},
      {"code,name\n01,A\xE2\x80\xAEin\n",
       "a.csv:2: 'A\\u{202E}in' in column 'name' holds a control or invisible character\n"},
      {"co\x1B[1mde\n01\n",
       "a.csv:1: the column name 'co\\u{001B}[1mde' holds a control or invisible character\n"},
      {"code;name\n01;Ain\n",
       "a.csv:1: the header 'code;name' is one single column; columns are separated by commas\n"},
      {"code\n\xE9t\xE9\n", "a.csv:2: is not UTF-8; save it as 'CSV UTF-8'\n"},
      {"code\na\na\n\na\n",
       "a.csv:3: duplicate key 'a'; it stands on line 2 already\n"
       "a.csv:5: duplicate key 'a'; it stands on line 2 already\n"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto dataset = naming::parse_dataset(row.text, "a.csv", "a");
    REQUIRE_FALSE(dataset.has_value());
    CHECK(complaint(dataset.error()) == row.complaint);
  }
}

TEST_CASE("a store finds NAME.csv in its folders and nothing outside them") {
  const Folder folder;
  std::filesystem::create_directory(folder.path() / "sets");
  folder.write("outside.csv", "code\n1\n");
  folder.write("sets/teams.csv", "code\nred\nblue\n");
  folder.write("sets/Upper.csv", "code\n1\n");
  folder.write("sets/README.md", "not a dataset");
  naming::DatasetStore store({folder.path() / "sets", folder.path() / "missing"});
  CHECK(store.names() == std::vector<std::string>{"teams"});
  const auto teams = store.find("teams");
  REQUIRE(teams.has_value());
  REQUIRE(*teams != nullptr);
  CHECK((*teams)->rows.size() == 2);
  CHECK(*store.find("teams") == *teams);
  for (const char* name : {"../outside", "Upper", "teams.csv", "", "none"}) {
    CAPTURE(name);
    const auto found = store.find(name);
    REQUIRE(found.has_value());
    CHECK(*found == nullptr);
  }
}

TEST_CASE("a dataset of the folders that is broken says so when it is used") {
  const Folder folder;
  const std::string file = folder.write("twice.csv", "code\na\na\n");
  naming::DatasetStore store({folder.path()});
  const auto found = store.find("twice");
  REQUIRE_FALSE(found.has_value());
  CHECK(complaint(found.error()) == file + ":3: duplicate key 'a'; it stands on line 2 already\n");
}

TEST_CASE("a dataset added by hand wins over the folders' one of that name") {
  const Folder folder;
  folder.write("teams.csv", "code\nred\n");
  const std::string mine = folder.write("mine.txt", "key\ngreen\n");
  naming::DatasetStore store({folder.path()});
  CHECK(store.add("teams=" + mine).empty());
  CHECK(store.add("more=" + mine).empty());
  CHECK(store.names() == std::vector<std::string>{"more", "teams"});
  CHECK((*store.find("teams"))->rows[0][0] == "green");
  CHECK(store.notes() ==
        std::vector<std::string>{mine + ": 'teams' hides the dataset of that name"});
}

TEST_CASE("adding a dataset by hand fails at once and in one sentence") {
  const Folder folder;
  const std::string good = folder.write("good.csv", "code\na\n");
  const std::string bad = folder.write("bad.csv", "code\na\na\n");
  naming::DatasetStore store;
  CHECK(store.add("good=" + good).empty());
  struct Row {
    std::string written;
    std::string complaint;
  };
  const Row rows[] = {
      {"teams", "--dataset: 'teams' is not NAME=FILE\n"},
      {"=x.csv", "--dataset: '=x.csv' needs a name of a-z, 0-9 and '-' before the '='\n"},
      {"My.Set=x", "--dataset: 'My.Set=x' needs a name of a-z, 0-9 and '-' before the '='\n"},
      {"teams=", "--dataset: 'teams=' names no file after the '='\n"},
      {"good=" + bad, "--dataset: 'good=" + bad + "' gives a dataset of that name a second time\n"},
      {"bad=" + bad, bad + ":3: duplicate key 'a'; it stands on line 2 already\n"},
      {"none=/nowhere/x.csv", "/nowhere/x.csv: cannot be read: No such file or directory\n"},
  };
  for (const Row& row : rows) CHECK(complaint(store.add(row.written)) == row.complaint);
}
