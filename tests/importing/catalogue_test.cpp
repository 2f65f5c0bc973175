#include "importing/catalogue.hpp"

#include <unistd.h>

#include <doctest/doctest.h>

#include "platforms/reading_platforms.hpp"

using Names = std::vector<std::string>;

namespace {

// A folder that is gone at the end of the test.
class Folder {
 public:
  explicit Folder(std::string_view name)
      : path_(std::filesystem::temp_directory_path() /
              fmt::format("platforms-{}-{}", name, getpid())) {
    std::filesystem::create_directories(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }

  std::filesystem::path write(const std::string& name, std::string_view text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return path_ / name;
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

std::string simple(std::string_view id, std::string_view name) {
  return fmt::format(
      R"({{"id":"{}","name":"{}","handle":{{"pattern":"[a-z]+"}},"profile_url":"https://a.example/","ask":[]}})",
      id, name);
}

const char* const list =
    R"({"sites":[{"name":"Plain Forum","uri_check":"https://f.example/u/{account}","e_code":200,)"
    R"("e_string":"Joined","m_code":404,"m_string":"No such","known":["ada"],"cat":"social"}]})";

}  // namespace

TEST_CASE("a later folder replaces definitions of the same id, and adds its own") {
  const Folder shipped("shipped");
  const Folder overlay("overlay");
  shipped.write("a.json", simple("a", "shipped a"));
  shipped.write("b.json", simple("b", "shipped b"));
  overlay.write("b.json", simple("b", "overlaid b"));
  overlay.write("c.json", simple("c", "overlaid c"));
  overlay.write("README.md", "not a definition");
  importing::Catalogue catalogue;
  catalogue.add_folder(shipped.path());
  catalogue.add_folder(overlay.path());
  CHECK(catalogue.refused().empty());
  CHECK(catalogue.ids() == Names{"a", "b", "c"});
  CHECK(catalogue.find("a")->name == "shipped a");
  CHECK(catalogue.find("b")->name == "overlaid b");
  CHECK(catalogue.find("c")->name == "overlaid c");
  CHECK(catalogue.find("d") == nullptr);
}

TEST_CASE("a broken definition is refused by file and line while the others load") {
  const Folder folder("broken");
  folder.write("a.json", simple("a", "A"));
  folder.write("b.json", "{\n  \"id\": \"b\",\n");
  folder.write("c.json", simple("d", "id of another"));
  folder.write("e.json", "");
  std::filesystem::create_directory(folder.path() / "f.json");
  folder.write("g.json", simple("g", "G"));
  importing::Catalogue catalogue;
  catalogue.add_folder(folder.path());
  CHECK(catalogue.ids() == Names{"a", "g"});
  const std::string told = tests::lines_of(catalogue.refused());
  for (const char* file : {"b.json:3", "c.json:1", "e.json:1", "f.json"}) {
    CAPTURE(std::string(file));
    CHECK_MESSAGE(told.find(file) != std::string::npos, told);
  }
  CHECK(told.find("the file is named 'c.json'") != std::string::npos);
}

TEST_CASE("a broken overlay leaves the shipped definition standing, and says so") {
  const Folder shipped("standing");
  const Folder overlay("fallen");
  shipped.write("a.json", simple("a", "shipped a"));
  overlay.write("a.json", "{");
  importing::Catalogue catalogue;
  catalogue.add_folder(shipped.path());
  catalogue.add_folder(overlay.path());
  CHECK(catalogue.find("a")->name == "shipped a");
  CHECK(catalogue.refused().size() == 1);
}

TEST_CASE("what is offered is compiled when it is asked for") {
  const Folder shipped("offered");
  const Folder overlay("laid-over");
  shipped.write("a.json", simple("a", "shipped a"));
  shipped.write("b.json", simple("b", "shipped b"));
  shipped.write("broken.json", R"({"id":"broken"})");
  overlay.write("b.json", simple("b", "overlaid b"));
  importing::Catalogue catalogue;
  catalogue.offer_folder(shipped.path());
  catalogue.add_folder(overlay.path());
  CHECK(catalogue.ids() == Names{"a", "b", "broken"});
  shipped.write("a.json", simple("a", "edited a"));
  CHECK(catalogue.find("a")->name == "edited a");
  CHECK(catalogue.find("b")->name == "overlaid b");
  CHECK(catalogue.refused().empty());

  SUBCASE("a broken one is told as that, by its name and among all") {
    CHECK(catalogue.find("broken") == nullptr);
    CHECK_FALSE(catalogue.refused().empty());
    CHECK(catalogue.why_unknown("broken").find("the definition of 'broken' is left out: ") == 0);
    CHECK(catalogue.why_unknown("zebra") == "no platform is called 'zebra' (allowed: a, b)");
    CHECK(catalogue.ids() == Names{"a", "b"});
  }
  SUBCASE("all are read when all are asked for, each once") {
    CHECK(catalogue.all().size() == 2);
    const std::size_t refused = catalogue.refused().size();
    CHECK(refused > 0);
    CHECK(catalogue.all().size() == 2);
    CHECK(catalogue.refused().size() == refused);
  }
  SUBCASE("a file hides one that was not read yet") {
    catalogue.add_file(shipped.write("mine.json", simple("broken", "mine")));
    CHECK(catalogue.notes().size() == 1);
    CHECK(catalogue.find("broken")->name == "mine");
    CHECK(catalogue.refused().empty());
  }
}

TEST_CASE("a folder that is not there adds nothing") {
  importing::Catalogue catalogue;
  catalogue.add_folder("/nowhere/at/all");
  CHECK(catalogue.all().empty());
  CHECK(catalogue.refused().empty());
}

TEST_CASE("a file brings a definition or a list, and hides what has the same id with a note") {
  const Folder folder("file");
  importing::Catalogue catalogue;
  catalogue.add_folder(std::string(HANDLEWATCH_PATTERNS) + "/platforms");
  REQUIRE(catalogue.find("github") != nullptr);
  CHECK(catalogue.add_file(folder.write("any-name.json", simple("github", "mine"))) ==
        Names{"github"});
  CHECK(catalogue.find("github")->name == "mine");
  REQUIRE(catalogue.notes().size() == 1);
  CHECK(catalogue.notes()[0].find("'github' hides the definition of that id") != std::string::npos);
  CHECK(catalogue.add_file(folder.write("list.json", list)) == Names{"plain-forum"});
  CHECK(catalogue.find("plain-forum")->foreign);
}

TEST_CASE("a list of any of the three tools brings its sites, and names those it cannot") {
  const Folder folder("lists");
  struct Row {
    const char* list;
    const char* id;
    const char* refused;
  };
  const Row rows[] = {
      {R"({"sites":{"A b":{"checkType":"status_code","url":"https://a.example/{username}",)"
       R"("usernameClaimed":"ada"},"C":{"url":"x"}},"engines":{},"tags":[]})",
       "a-b", "/sites/C/"},
      {R"({"$schema":"x","A b":{"errorType":"status_code","url":"https://a.example/{}",)"
       R"("urlMain":"x","username_claimed":"ada"},"C":{"errorType":"message","url":"x"}})",
       "a-b", "/C/"},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.list));
    importing::Catalogue catalogue;
    CHECK(catalogue.add_file(folder.write("x.json", row.list)) == Names{row.id});
    CHECK(catalogue.find(row.id)->foreign);
    CHECK(tests::lines_of(catalogue.refused()).find(row.refused) != std::string::npos);
  }
}

TEST_CASE("a file that is neither is refused with what is wrong in it") {
  const Folder folder("neither");
  struct Row {
    const char* text;
    const char* said;
  };
  const Row rows[] = {
      {"{", "syntax error"},
      {"[]", "a list found, an object is needed"},
      {R"({"id":"a"})", "'name' is missing"},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.text));
    importing::Catalogue catalogue;
    const auto brought = catalogue.add_file(folder.write("x.json", row.text));
    REQUIRE_FALSE(brought.has_value());
    CHECK_MESSAGE(tests::lines_of(brought.error()).find(row.said) != std::string::npos,
                  tests::lines_of(brought.error()));
  }
  importing::Catalogue catalogue;
  CHECK_FALSE(catalogue.add_file("/nowhere/x.json").has_value());
}

TEST_CASE("every shipped definition loads") {
  importing::Catalogue catalogue;
  catalogue.add_folder(std::string(HANDLEWATCH_PATTERNS) + "/platforms");
  CHECK_MESSAGE(catalogue.refused().empty(), tests::lines_of(catalogue.refused()));
  CHECK(catalogue.ids().size() >= 10);
}
