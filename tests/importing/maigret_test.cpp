// A list in Maigret's form, hand-made: each site is named after what is odd about it.
#include "importing/maigret.hpp"

#include "importing/foreign_lists.hpp"

namespace {

const tests::ForeignList& ours() {
  static const tests::ForeignList list(std::string(HANDLEWATCH_TESTS) +
                                       "/importing/lists/maigret.json");
  return list;
}

}  // namespace

TEST_CASE("Maigret: each side needs evidence of its own, and a refusal is none") {
  struct Row {
    const char* id;
    int status;
    const char* body;
    const char* said;
  };
  const Row rows[] = {
      {"both-texts", 200, "<p>Joined in 1833", "claimed"},
      {"both-texts", 200, "<p>Seen in 1843", "claimed"},
      {"both-texts", 200, "<p>No such member", "available"},
      {"both-texts", 404, "<p>Gone (for good)", "available"},
      {"both-texts", 200, "<p>Joined in; No such member", "unknown:ambiguous"},
      {"both-texts", 200, "<p>Welcome", "unknown:no-rule"},
      {"both-texts", 404, "<p>Welcome", "unknown:no-rule"},
      {"both-texts", 404, "<p>Joined in", "unknown:no-rule"},
      {"both-texts", 429, "<p>No such member", "unknown:rate-limited"},
      {"both-texts", 401, "<p>No such member", "unknown:blocked"},
      {"both-texts", 451, "<p>No such member", "unknown:blocked"},
      {"both-texts", 500, "<p>Joined in", "unknown:blocked"},
      {"absence-only", 200, "<p>Welcome", "claimed"},
      {"absence-only", 200, "<p>No such member", "available"},
      {"absence-only", 200, "", "unknown:no-rule"},
      {"presence-only", 200, "<p>Joined in", "claimed"},
      {"presence-only", 200, "<p>Welcome", "unknown:no-rule"},
      {"presence-only", 404, "<p>Oops", "unknown:no-rule"},
      {"by-status", 200, "<p>Ada", "claimed"},
      {"by-status", 404, "", "available"},
      {"by-status", 403, "<p>No", "unknown:blocked"},
      {"status-and-texts", 200, "<p>Joined in", "claimed"},
      {"status-and-texts", 200, "<p>Welcome", "unknown:no-rule"},
      {"status-and-texts", 200, "<p>Joined in; No such member", "unknown:ambiguous"},
      {"status-and-texts", 404, "<p>Oops", "available"},
      {"by-redirect", 200, "<p>Ada", "claimed"},
      {"redirect-and-text", 200, "<p>Joined in", "claimed"},
      {"redirect-and-text", 200, "<p>Welcome", "unknown:no-rule"},
      {"of-an-engine", 200, "<p class='member-card'>", "claimed"},
      {"of-an-engine", 200, "<p>Own text", "claimed"},
      {"of-an-engine", 200, "<p>No such member", "available"},
      {"of-an-engine", 200, "<p>Own text. You are banned", "unknown:blocked"},
      {"closed", 403, "<p>Log on to see this member", "claimed"},
      {"closed", 403, "<p>No such member", "available"},
      {"closed", 403, "<p>No", "unknown:blocked"},
      {"closed", 200, "<p>Log on to see this member", "claimed"},
      {"walls", 200, "<p>Joined in. Come back [later]", "unknown:blocked"},
      {"walls", 404, "<p>No such member. Show your pass", "unknown:blocked"},
      {"walls", 200, "<p>Joined in", "claimed"},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.id));
    CAPTURE(row.status);
    CAPTURE(std::string(row.body));
    CHECK(ours().said(row.id, row.status, row.body) == row.said);
  }
  CHECK(ours().moved("by-redirect", "https://by-redirect.example/") == "available");
  CHECK(ours().moved("by-redirect", "https://by-redirect.example/login") == "unknown:blocked");
  CHECK(ours().moved("redirect-and-text", "https://redirect-and-text.example/x/ADA") ==
        "unknown:ambiguous");
}

TEST_CASE("Maigret: an engine's keys are laid over the site's") {
  const net::Request request = ours().composed("of-an-engine", "ada");
  CHECK(request.url == "https://of-an-engine.example/forum/member/?n=ada");
  CHECK(net::header(request.headers, "accept") == "text/html");
  CHECK(net::header(request.headers, "referer") == "https://of-an-engine.example/");
  CHECK(ours().notes_about("No Such Engine").find("no engine of this list is called 'Bord'") !=
        std::string::npos);
}

TEST_CASE("Maigret: what handlewatch cannot ask loads and stays off, with the reason") {
  struct Row {
    const char* id;
    const char* name;
    const char* why;
  };
  const Row rows[] = {
      {"disabled", "Disabled", "the list itself says that it does not work"},
      {"tor", "Tor", "reached by tor alone"},
      {"activation", "Activation", "wants a token"},
      {"numbers", "Numbers", "asks for a steam_id"},
      {"similar", "Similar", "searches for similar names"},
      {"old-letters", "Old Letters", "its pages are in gbk"},
  };
  std::size_t off = 0;
  for (const auto& one : ours().list().sites) off += one.disabled ? 1 : 0;
  CHECK(off == std::size(rows));
  for (const Row& row : rows) {
    CAPTURE(std::string(row.id));
    CHECK(ours().site(row.id).disabled);
    CHECK_MESSAGE(ours().notes_about(row.name).find(row.why) != std::string::npos,
                  ours().notes_about(row.name));
  }
}

TEST_CASE("Maigret: the request is what the list says") {
  CHECK(ours().composed("probe", "ada").url == "https://probe.example/api/ada.json?a%20b=ada&n=1");
  CHECK(platforms::profile_page(ours().site("probe"), "", "ada") == "https://probe.example/u/ada");
  const net::Request json = ours().composed("payload", "a\"b");
  CHECK(json.method == "POST");
  CHECK(json.body == R"({"query":"{ user(n: \"a\"b\") { id } }","n":2})");
  CHECK(net::header(json.headers, "content-type") == "application/json");
  const net::Request form = ours().composed("form", "a&b");
  CHECK(form.body == "u=a%26b&go%20now=a%26b");
  CHECK(ours().site("escaped-account").controls.claimed.at(0).name == "ada l");
  CHECK(ours().admits("every-script", "ада"));
  CHECK_FALSE(ours().admits("every-script", "か"));
  CHECK(ours().notes_about("Every Script") == "");
}

TEST_CASE("Maigret: a forum that leads to a member's number leads to that member") {
  const auto end = [](const std::string& path, std::string_view body = "<p>Ada, joined 2014") {
    return ours().led_to("forum", "https://forum.example/" + path, 200, body);
  };
  CHECK(end("members/ada.17/") == "claimed");
  CHECK(end("members/ADA.9") == "claimed");
  CHECK(end("members/?username=ada") == "claimed");  // not led anywhere
  for (const char* path : {"members/ada-lovelace.17/", "members/", "", "members/adam.17/",
                           "members/xada.17/", "u/members.17", "members/ada.17/about"}) {
    CAPTURE(std::string(path));
    CHECK(end(path) == "unknown:redirect");
  }
  CHECK(end("members/?username=ada", "<p>cannot be found") == "available");
}

TEST_CASE("Maigret: a side that nothing proves does not exist") {
  CHECK(ours().site("presence-only").positive_only());
  CHECK(ours().notes_about("Presence Only").find("weakened: nothing proves a missing") == 0);
  CHECK(ours().notes_about("No Texts").find("nothing tells an existing account") !=
        std::string::npos);
}

TEST_CASE("Maigret: a site with a mistake is refused with the reason, and only it") {
  struct Row {
    const char* name;
    const char* why;
  };
  const Row rows[] = {
      {"No Texts", "/checkType nothing tells an existing account from a missing one"},
      {"No Such Engine", "/engine no engine"},
      {"{username}.example", "/protocol it asks the domain name system"},
      {"Dead Key", "unknown key 'presenceStrs' (did you mean 'presenseStrs'?)"},
      {"No Account", "/usernameClaimed no known account"},
      {"Put", "/requestMethod 'PUT' found"},
      {"Other Kind", "/checkType 'guess' found"},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.name));
    CHECK_MESSAGE(ours().notes_about(row.name).find(row.why) != std::string::npos,
                  ours().notes_about(row.name));
  }
  const auto& list = ours().list();
  CHECK(list.refused == std::size(rows));
  CHECK(list.listed == list.sites.size() + list.refused);
}
