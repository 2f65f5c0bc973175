#include "reading/secret.hpp"

#include <cstdlib>
#include <fstream>
#include <ostream>

#include <sys/stat.h>
#include <unistd.h>

#include <doctest/doctest.h>
#include <fmt/format.h>

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

TEST_CASE("a name that is no word for an environment is spelt as one, letter by letter") {
  CHECK(reading::secret_variable("az-AZ_09-") == "HANDLEWATCH_SECRET_AZ_AZ_09_");
  CHECK(reading::secret_variable("") == "HANDLEWATCH_SECRET_");
}

TEST_CASE("a credential that is empty where it ought to be is missing, and looked for no further") {
  const Folder folder;
  ::setenv("HANDLEWATCH_SECRET_MINE", "", 1);
  CHECK_FALSE(reading::credential("mine").has_value());
  ::setenv("HANDLEWATCH_SECRET_MINE", "from the environment", 1);
  folder.write("mine", "\r\n\n");
  CHECK_FALSE(reading::credential("mine").has_value());
  const auto why = read_secret(named("credential", "mine"), folder.path());
  REQUIRE_FALSE(why.has_value());
  CHECK(why.error() ==
        "the credential 'mine' is missing: neither $CREDENTIALS_DIRECTORY/mine nor "
        "$HANDLEWATCH_SECRET_MINE gives it");
  folder.write("mine", " in the middle\n of lines \n");
  CHECK(reading::credential("mine")->reveal() == " in the middle\n of lines ");
  CHECK(read_secret(named("credential", "mine"), "/nowhere")->reveal() ==
        " in the middle\n of lines ");
  ::unsetenv("HANDLEWATCH_SECRET_MINE");
}

TEST_CASE("a secret file that anybody else may read, write or run is refused") {
  const Folder folder;
  for (const mode_t mode : {0600, 0400, 0700, 0500}) {
    CAPTURE(mode);
    folder.write("mine", "text", mode);
    CHECK(read_secret(named("file", "mine"), folder.path())->reveal() == "text");
    ::unlink((folder.path() / "mine").c_str());
  }
  for (const mode_t mode : {0601, 0602, 0604, 0610, 0620, 0640, 0660, 0644, 0666, 0777}) {
    CAPTURE(mode);
    folder.write("mine", "text", mode);
    const auto secret = read_secret(named("file", "mine"), folder.path());
    REQUIRE_FALSE(secret.has_value());
    CHECK(secret.error().find(fmt::format("(mode {:04o}): chmod 600 it", mode)) !=
          std::string::npos);
    std::filesystem::create_symlink(folder.path() / "mine", folder.path() / "link");
    CHECK_FALSE(read_secret(named("file", "link"), folder.path()).has_value());
    ::unlink((folder.path() / "link").c_str());
    ::unlink((folder.path() / "mine").c_str());
  }
}

TEST_CASE("a secret of a megabyte is read, and what is larger is refused") {
  const Folder folder;
  const std::size_t most = std::size_t{1} << 20U;
  folder.write("mine", std::string(most, 'x'));
  CHECK(read_secret(named("file", "mine"), folder.path())->reveal().size() == most);
  CHECK(reading::credential("mine")->reveal().size() == most);
  folder.write("mine", std::string(most + 1, 'x'));
  CHECK(read_secret(named("file", "mine"), folder.path()).error() ==
        (folder.path() / "mine").string() + ": is larger than 1 MiB");
  CHECK_FALSE(reading::credential("mine").has_value());
}

TEST_CASE("what stands in a name reaches a terminal only in words") {
  const Folder folder;
  const auto secret = read_secret(named("credential", "a\x1b[2J"), folder.path());
  REQUIRE_FALSE(secret.has_value());
  CHECK(secret.error().find('\x1b') == std::string::npos);
}

TEST_CASE("secrets are looked for wherever a shape may hold one, and nowhere else") {
  const Folder folder;
  const auto complaints = [&folder](const Shape& shape, const std::string& text) {
    const auto json = reading::parse_json(text, reading::our_files, "a.json");
    REQUIRE(json.has_value());
    reading::Document document{"a.json", text, {}};
    check_secrets(shape, *json, folder.path(), document, "/p");
    std::vector<std::string> paths;
    for (const model::Problem& problem : document.problems) paths.push_back(problem.path);
    return paths;
  };
  using Paths = std::vector<std::string>;
  const Shape secret = Shape::secret({});
  const std::string gone = R"({"credential":"gone"})";
  CHECK(complaints(secret, gone) == Paths{"/p"});
  CHECK(complaints(secret, R"({"file":"gone"})") == Paths{"/p"});
  for (const char* other :
       {R"({"credential":"../gone"})", R"({"credential":"gone","file":"gone"})", R"({"x":"gone"})",
        R"({"credential":7})", R"({"file":""})", "{}", "[]", "7", "null", "\"gone\""}) {
    CAPTURE(other);
    CHECK(complaints(secret, other).empty());
  }
  CHECK(complaints(Shape::list(secret), "[" + gone + "," + gone + "]") == Paths{"/p/0", "/p/1"});
  CHECK(complaints(Shape::list(secret), gone).empty());
  CHECK(complaints(Shape::map(reading::identifier(), secret), R"({"a":)" + gone + "}") ==
        Paths{"/p/a"});
  const Shape object = Shape::object({optional("x", secret, ""), optional("y", secret, "")});
  CHECK(complaints(object, R"({"y":)" + gone + R"(,"z":)" + gone + "}") == Paths{"/p/y"});
  CHECK(complaints(object, "{}").empty());
  CHECK(complaints(Shape::boolean(), "true").empty());
  CHECK(complaints(Shape::string(reading::identifier()), "\"x\"").empty());
}

TEST_CASE("a secret that is there is given, with where it came from decided by its key") {
  const Folder folder;
  folder.write("mine", "text\n");
  Json object = Json::object();
  object.add("url", named("credential", "mine"));
  object.add("file", named("file", "mine"));
  object.add("plain", Json::string("word"));
  CHECK(secret_at(object, "url", "/nowhere").reveal() == "text");
  CHECK(secret_at(object, "file", folder.path()).reveal() == "text");
  CHECK(secret_at(object, "plain", "/nowhere").reveal() == "word");
  CHECK(Secret("a") == Secret("a"));
  CHECK_FALSE(Secret("a") == Secret("b"));
  CHECK_FALSE(Secret("a").empty());
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

TEST_CASE("what looks like the secret itself is not repeated, and what looks like a place is") {
  const Folder folder;
  const std::string longest(32, 'n');
  const std::string token(33, 't');
  const auto told = [&folder](const char* key, const std::string& value) {
    const auto secret = read_secret(named(key, value.c_str()), folder.path());
    REQUIRE_FALSE(secret.has_value());
    return secret.error();
  };
  for (const char* key : {"credential", "file"}) {
    CAPTURE(std::string(key));
    for (const std::string& secret : {token, std::string("https://x"), std::string("whsec_x")}) {
      CHECK(told(key, secret).find(secret) == std::string::npos);
      CHECK(told(key, secret).find("looks like the secret itself") != std::string::npos);
    }
    CHECK(told(key, longest).find(longest) != std::string::npos);
  }
  const std::string place = "folder-of-secrets/" + token;
  CHECK(told("file", place).find(place) != std::string::npos);
  // A file that is there is read, whatever it is called.
  folder.write(token.c_str(), "hunter2");
  CHECK(read_secret(named("file", token.c_str()), folder.path())->reveal() == "hunter2");
}
