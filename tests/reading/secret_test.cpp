#include "reading/secret.hpp"

#include <cstdlib>
#include <fstream>
#include <ostream>

#include <sys/stat.h>
#include <unistd.h>

#include <doctest/doctest.h>

using reading::Json;
using reading::Secret;
using reading::Shape;

namespace {

template <class T>
concept Printable = requires(std::ostream& out, const T& value) {
  out << value;
};
static_assert(Printable<std::string>);
static_assert(!Printable<Secret>);

// A folder that is $CREDENTIALS_DIRECTORY while it lives.
class Folder {
 public:
  Folder() {
    char name[] = "/tmp/handlewatch-secret-XXXXXX";
    path_ = ::mkdtemp(name);
    ::setenv("CREDENTIALS_DIRECTORY", path_.c_str(), 1);
  }
  ~Folder() {
    ::unsetenv("CREDENTIALS_DIRECTORY");
    std::filesystem::remove_all(path_);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  void write(const char* name, std::string_view text, mode_t mode = 0600) const {
    std::ofstream(path_ / name) << text;
    ::chmod((path_ / name).c_str(), mode);
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

Json named(const char* key, const char* value) {
  Json json = Json::object();
  json.add(key, Json::string(value));
  return json;
}

}  // namespace

TEST_CASE("the variable of a secret is its name in upper case") {
  CHECK(reading::secret_variable("x-bearer") == "HANDLEWATCH_SECRET_X_BEARER");
  CHECK(reading::secret_variable("Slack_2") == "HANDLEWATCH_SECRET_SLACK_2");
}

TEST_CASE("a credential is systemd's, else the environment's, without its line end") {
  const Folder folder;
  CHECK_FALSE(reading::credential("mine").has_value());
  ::setenv("HANDLEWATCH_SECRET_MINE", "from the environment", 1);
  CHECK(reading::credential("mine")->reveal() == "from the environment");
  folder.write("mine", "from systemd\r\n\n");
  CHECK(reading::credential("mine")->reveal() == "from systemd");
  ::unsetenv("HANDLEWATCH_SECRET_MINE");
  for (const char* name : {"", "../mine", "a/b"})
    CHECK_FALSE(reading::credential(name).has_value());
}

TEST_CASE("a secret file is private, not empty, and starts at the folder of the configuration") {
  const Folder folder;
  folder.write("good", "text\n");
  CHECK(read_secret(named("file", "good"), folder.path())->reveal() == "text");
  const std::string path = (folder.path() / "good").string();
  CHECK(read_secret(named("file", path.c_str()), "/nowhere")->reveal() == "text");
  folder.write("shared", "text", 0640);
  folder.write("empty", "\n");
  const auto why = [&folder](const char* name) {
    return read_secret(named("file", name), folder.path()).error();
  };
  CHECK(why("shared") == "others may read or write " + (folder.path() / "shared").string() +
                             " (mode 0640): chmod 600 it");
  CHECK(why("empty") == (folder.path() / "empty").string() + " is empty");
  CHECK(why("absent") ==
        (folder.path() / "absent").string() + ": cannot be read: No such file or directory");
  CHECK(why(".") == (folder.path() / ".").string() + ": is a folder, not a file");
}

TEST_CASE(
    "secrets that cannot be had or have the wrong form are told by their keys, not by their text") {
  const Folder folder;
  folder.write("right", "s-hunter2");
  folder.write("wrong", "hunter2");
  reading::Form form{.name = "s- and a word",
                     .admits = [](std::string_view text) { return text.starts_with("s-"); }};
  const Shape shape = Shape::object(
      {optional("a", Shape::list(Shape::secret(form)), ""),
       optional("b", Shape::map(reading::identifier(), Shape::string_or_secret(form)), "")});
  const std::string text = R"({
  "a": [{"credential": "right"}, {"credential": "wrong"}, {"credential": "nobody"}, "s-literal", {}, 7],
  "b": {"x": {"file": "wrong"}, "y": "s-literal", "z": {"file": "right"}}
})";
  const auto json = reading::parse_json(text, reading::our_files, "a.json");
  reading::Document document{"a.json", text, {}};
  check_secrets(shape, *json, folder.path(), document);
  std::vector<std::string> lines;
  for (const model::Problem& problem : document.problems) lines.push_back(to_string(problem));
  CHECK(lines ==
        std::vector<std::string>{
            "a.json:2:34: /a/1: the credential 'wrong' is not right: s- and a word is needed",
            "a.json:2:59: /a/2: the credential 'nobody' is missing: neither "
            "$CREDENTIALS_DIRECTORY/nobody nor $HANDLEWATCH_SECRET_NOBODY gives it",
            "a.json:3:14: /b/x: the text of wrong is not right: s- and a word is needed"});
}

TEST_CASE("a secret that was there at the check and is gone now is no empty secret") {
  Json object = Json::object();
  object.add("url", named("credential", "gone"));
  CHECK_THROWS(secret_at(object, "url", "."));
  CHECK(secret_at(object, "password", ".").empty());
}
