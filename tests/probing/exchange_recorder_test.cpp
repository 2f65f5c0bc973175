// What is kept of exchanges with a platform: enough to read them again, and no secret.
#include "probing/exchange_recorder.hpp"

#include <fstream>
#include <sstream>

#include <unistd.h>

#include <doctest/doctest.h>

#include "probing/platform_probe_run.hpp"

using namespace tests;

namespace {

const std::string recorded_platform =
    R"({"id": "p", "name": "P", "profile_url": "https://p.example/{handle}",
    "handle": {"pattern": "[a-z0-9]{1,30}"}, "controls": {"claimed": ["alice"]}, "ask": [
      {"name": "users", "get": "https://p.example/users/{handle}", "credential": "key",
       "headers": {"Authorization": "Bearer {credential}"},
       "rules": [{"status": 200, "then": "claimed"}, {"status": 404, "then": "ask:page"}]},
      {"name": "page", "get": "https://p.example/{handle}", "redirects": 1,
       "rules": [{"status": 200, "then": "claimed"}, {"status": 404, "then": "available"}]}]})";

// Keeps what is exchanged in a folder of the test's own.
class Recording {
 public:
  explicit Recording(std::map<std::string, std::string> secrets = {})
      : recorder(folder(), "2026-11-22", [secrets](std::string_view name, std::string_view key) {
          CHECK(key.empty());  // the whole of it
          const auto found = secrets.find(std::string(name));
          return found == secrets.end() ? std::nullopt : std::optional(found->second);
        }) {}
  ~Recording() { std::filesystem::remove_all(folder_); }

  // One handle's, as a probe would tell of it.
  void keep(std::size_t ask, const std::string& handle, net::Reply reply) {
    const platforms::Ask& asked = definition.asks[ask];
    const std::vector<std::string> handles = {handle};
    const platforms::RequestContext masked{"", [](std::string_view) { return "***"; }, ""};
    const net::Request request = platforms::compose(definition, asked, masked, handles);
    if (reply.effective_url.empty()) reply.effective_url = request.url;
    const auto readings = platforms::read(definition, asked, masked, handles, reply);
    recorder.keep({&definition, &asked, &request, &reply, &handles, &readings, server});
  }
  // Before the first question.
  void keep_token(const std::string& body) {
    const net::Request request;
    const net::Reply reply = answer(200, body);
    recorder.keep({&definition, nullptr, &request, &reply, nullptr, nullptr, ""});
  }

  std::string text(const std::string& name) {
    std::ifstream file(folder() / "p" / name, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }
  platforms::RecordedExchange kept(const std::string& name) {
    auto parsed = platforms::parse_exchange(text(name), name);
    REQUIRE(parsed.has_value());
    return std::move(*parsed);
  }
  const std::filesystem::path& folder() {
    if (folder_.empty()) {
      std::string name = (std::filesystem::temp_directory_path() / "exchanges-XXXXXX").string();
      REQUIRE(::mkdtemp(name.data()) != nullptr);
      folder_ = name;
    }
    return folder_;
  }

  platforms::Definition definition = load(recorded_platform);
  std::string server;

 private:
  std::filesystem::path folder_;

 public:
  probing::ExchangeRecorder recorder;
};

}  // namespace

TEST_CASE("an exchange is kept with what was asked, what was read and what came over the wire") {
  Recording one;
  one.server = "https://p.example";
  one.keep(0, "alice", answer(200, "{\"id\":7}\n", {{"Date", "today"}}));
  one.keep(0, "nobody", answer(404, "{}"));
  one.keep(1, "nobody", answer(404, "{}"));
  CHECK(one.recorder.kept() == 3);
  CHECK(one.recorder.trouble() == "");
  CHECK(one.text("users-1.http") ==
        "# Recorded from the live platform by handlewatch, 2026-11-22.\n"
        "ask: users\n"
        "server: https://p.example\n"
        "handles: alice\n"
        "asked: GET https://p.example/users/alice\n"
        "says: claimed\n"
        "\n"
        "HTTP/1.1 200\n"
        "Date: today\n"
        "Content-Type: application/json\n"
        "\n"
        "{\"id\":7}\n");
  CHECK(one.kept("users-2.http").says == std::vector<std::string>{"ask:page"});
  // Each way of asking counts for itself; and what is kept is read again as it was.
  CHECK(one.kept("page-1.http").says == std::vector<std::string>{"available"});
  for (const char* name : {"users-1.http", "users-2.http", "page-1.http"}) {
    CHECK(platforms::differences(one.definition, one.kept(name)).empty());
  }
}

TEST_CASE("where redirects led is kept, if they led anywhere and were followed") {
  Recording one;
  net::Reply moved = answer(200, "{}");
  moved.effective_url = "https://p.example/@alice";
  one.keep(1, "alice", answer(200, "{}"));
  CHECK(one.kept("page-1.http").ended == "");
  one.keep(1, "alice", moved);
  CHECK(one.kept("page-2.http").ended == "https://p.example/@alice");
  // With its secret in it a URL is another than the one that is shown.
  one.keep(0, "alice", moved);
  CHECK(one.kept("users-1.http").ended == "");
}

TEST_CASE("what failed, and what came before the first question, is not kept") {
  Recording one;
  one.keep(0, "alice", failed(model::Reason::timeout));
  one.keep_token(R"({"access_token":"t0ken-of-the-day"})");
  CHECK(one.recorder.kept() == 0);
  CHECK(one.recorder.trouble() == "");
  CHECK(std::filesystem::is_empty(one.folder()));
}

TEST_CASE("headers of the connection and of a session are left out, however they are spelt") {
  Recording one;
  one.keep(0, "alice",
           answer(200, "{}",
                  {{"Content-Encoding", "gzip"},
                   {"content-length", "2"},
                   {"Transfer-Encoding", "chunked"},
                   {"Connection", "close"},
                   {"SET-COOKIE", "session=1"},
                   {"Set-Cookie2", "session=1"},
                   {"Authorization", "Basic"},
                   {"Retry-After", "1"}}));
  CHECK(one.kept("users-1.http").reply.head.headers ==
        net::Headers{{"Retry-After", "1"}, {"Content-Type", "application/json"}});
}

TEST_CASE("no secret is kept, wherever the platform says it back") {
  const std::string echo = "opensesame and opensesame, six66 but not five5, s3cret-of-a-member";
  struct Row {
    const char* what;
    std::map<std::string, std::string> secrets;
    const char* kept;
  };
  const Row rows[] = {
      {"none is there", {}, echo.c_str()},
      {"of another name", {{"other", "opensesame"}}, echo.c_str()},
      {"of this road",
       {{"key", "opensesame"}},
       "*** and ***, six66 but not five5, s3cret-of-a-member"},
      {"of six characters",
       {{"key", "s3cret"}},
       "opensesame and opensesame, six66 but not five5, ***-of-a-member"},
      {"of five characters", {{"key", "five5"}}, echo.c_str()},
      {"in a JSON object",
       {{"key", R"({"id": "opensesame", "secret": "s3cret-of-a-member"})"}},
       "*** and ***, six66 but not five5, ***"},
      {"which is itself what it is replaced by", {{"key", "******"}}, echo.c_str()},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    Recording one(row.secrets);
    net::Reply reply = answer(200, echo, {{"X-Echo", echo}});
    reply.effective_url = "https://p.example/?" + echo;
    one.keep(1, "alice", reply);
    const platforms::RecordedExchange kept = one.kept("page-1.http");
    CHECK(kept.reply.body == row.kept);
    CHECK(kept.reply.head.headers[0].second == row.kept);
    CHECK(kept.ended == std::string("https://p.example/?") + row.kept);
  }
}

TEST_CASE("a secret that begins like another leaves nothing of it") {
  using Secrets = std::map<std::string, std::string>;
  Recording one(Secrets{{"key", R"({"id": "opensesame", "secret": "opensesame-and-more"})"}});
  one.keep(1, "alice", answer(200, "opensesame-and-more, opensesame"));
  CHECK(one.kept("page-1.http").reply.body == "***, ***");
}

TEST_CASE("the token that was given before the first question is a secret too") {
  Recording one;
  one.keep_token("no JSON");
  one.keep_token(R"({"token":"another-token"})");
  one.keep_token(R"({"access_token":"t0ken-of-the-day"})");
  one.keep(0, "alice", answer(200, R"({"access_token":"of-a-person","seen":"t0ken-of-the-day"})"));
  // What an answer about a handle calls so is a stranger's word, and nobody's secret.
  one.keep(0, "alice", answer(200, "of-a-person another-token"));
  CHECK(one.kept("users-1.http").reply.body == R"({"access_token":"of-a-person","seen":"***"})");
  CHECK(one.kept("users-2.http").reply.body == "of-a-person another-token");
}

TEST_CASE("what cannot be written is told, the first of it, and is not counted") {
  Recording one;
  std::filesystem::create_directories(one.folder() / "p");
  std::filesystem::create_symlink("/dev/full", one.folder() / "p" / "users-1.http");
  std::filesystem::create_directory(one.folder() / "p" / "users-2.http");
  for (int i = 0; i < 3; ++i) one.keep(0, "alice", answer(200, "{}"));
  CHECK(one.recorder.kept() == 1);
  CHECK(one.recorder.trouble() ==
        (one.folder() / "p" / "users-1.http").string() + ": cannot be written");
  CHECK(one.text("users-3.http").ends_with("\n{}"));
}
