// A list in Sherlock's form, hand-made: each site is named after what is odd about it.
#include "importing/sherlock.hpp"

#include "importing/foreign_lists.hpp"

namespace {

const std::string file = std::string(HANDLEWATCH_TESTS) + "/importing/lists/sherlock.json";

const tests::ForeignList& sherlocks() {
  static const tests::ForeignList list(file);
  return list;
}

}  // namespace

TEST_CASE("Sherlock: each side needs evidence of its own, and a refusal is none") {
  struct Row {
    const char* id;
    int status;
    const char* body;
    const char* said;
  };
  const Row rows[] = {
      {"by-status", 200, "<p>Ada", "claimed"},
      {"by-status", 404, "<p>Oops", "available"},
      {"by-status", 410, "", "available"},
      {"by-status", 200, "", "unknown:no-rule"},
      {"by-status", 202, "<p>Wait", "unknown:no-rule"},
      {"by-status", 400, "<p>What?", "unknown:no-rule"},
      {"by-status", 429, "<p>Slow down", "unknown:rate-limited"},
      {"by-status", 403, "<p>No", "unknown:blocked"},
      {"by-status", 503, "<p>Down", "unknown:blocked"},
      {"by-status", 999, "<p>No", "unknown:blocked"},
      {"by-status", 200, "<title>Just a moment...</title>", "unknown:blocked"},
      {"by-message", 200, "<p>No such member", "available"},
      {"by-message", 404, "<p>No such member", "available"},
      {"by-message", 200, "<p>Ada", "claimed"},
      {"by-message", 404, "<p>Oops", "unknown:no-rule"},
      {"by-message", 200, "", "unknown:no-rule"},
      {"by-message", 429, "<p>No such member", "unknown:rate-limited"},
      {"by-message", 500, "<p>No such member", "unknown:blocked"},
      {"by-message", 403, "<p>No such member", "unknown:blocked"},
      {"by-messages", 200, "<h1>Nobody (here)</h1>", "available"},
      {"by-messages", 200, "<p>Gone {for} good", "available"},
      {"by-messages", 200, "<h1>Nobody here</h1>", "claimed"},
      {"by-redirect", 200, "<p>Ada", "claimed"},
      {"by-redirect", 404, "<p>Oops", "unknown:no-rule"},
      {"by-all", 200, "<p>Ada", "claimed"},
      {"by-all", 200, "<p>No such member", "available"},
      {"by-all", 404, "<p>Oops", "available"},
      {"two-kinds", 204, "", "available"},
      {"two-kinds", 200, "<p>Ada", "claimed"},
      {"own-codes", 204, "", "available"},
      {"own-codes", 400, "<p>Oops", "available"},
      {"own-codes", 404, "<p>Oops", "available"},
      {"own-codes", 403, "<p>No", "unknown:blocked"},
      {"limit-among-texts", 200, "<p>No such member", "available"},
      {"limit-among-texts", 200, "<p>Too many requests, wait", "unknown:blocked"},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.id));
    CAPTURE(row.status);
    CAPTURE(std::string(row.body));
    CHECK(sherlocks().said(row.id, row.status, row.body) == row.said);
  }
}

TEST_CASE("Sherlock: a redirect away from the handle is a missing account, any other is none") {
  const std::string home = "https://by-redirect.example/";
  CHECK(sherlocks().moved("by-redirect", home) == "available");
  CHECK(sherlocks().moved("by-redirect", home + "error?of=nobody") == "available");
  CHECK(sherlocks().moved("by-all", "https://by-all.example/") == "available");
  for (const char* to : {"u/ada/", "U/Ada", "profile/ada?tab=1", "u/%61da", "@ada"}) {
    CAPTURE(std::string(to));
    CHECK(sherlocks().moved("by-redirect", home + to) == "unknown:ambiguous");
  }
  CHECK(sherlocks().moved("by-redirect", home + "of/a%20b", "a b") == "unknown:ambiguous");
  for (const char* to : {"login", "login?next=/u/ada", "sign_in", "users/sign-in", "authwall?x=1",
                         "consent", "captcha.html", "challenge/7"}) {
    CAPTURE(std::string(to));
    CHECK(sherlocks().moved("by-redirect", home + to) == "unknown:blocked");
  }
  CHECK(sherlocks().moved("by-redirect", "http://by-redirect.example/u/ada") == "unknown:redirect");
  CHECK(sherlocks().moved("by-redirect", "") == "unknown:redirect");
}

TEST_CASE("Sherlock: redirects are followed, and only a page of the handle is an account") {
  CHECK(sherlocks().composed("by-status", "ada").redirects == 3);
  CHECK(sherlocks().composed("by-redirect", "ada").redirects == 0);
  const auto end = [](const char* id, const std::string& to) {
    return sherlocks().led_to(id, to, 200, "<p>Welcome");
  };
  for (const char* id : {"by-status", "by-message"}) {
    const std::string host = fmt::format("https://www.{}.example/", id);
    CHECK(end(id, host + "u/ada/") == "claimed");
    CHECK(end(id, host + "de/u/Ada") == "claimed");
    CHECK(end(id, host + "members/Ada.17/") == "unknown:redirect");
    CHECK(end(id, host) == "unknown:redirect");
    CHECK(end(id, host + "adam") == "unknown:redirect");
    CHECK(end(id, host + "login?next=ada") == "unknown:blocked");
  }
  CHECK(sherlocks().led_to("by-status", "https://by-status.example/none", 404, "<p>Oops") ==
        "available");
}

TEST_CASE("Sherlock: the request is what the list says, and a disguise is left out") {
  CHECK(sherlocks().composed("by-status", "a b/c").url == "https://by-status.example/u/a%20b%2Fc");
  CHECK(sherlocks().composed("probe", "ada").url ==
        "https://api.probe.example/exists?name=ada&of=ada");
  CHECK(platforms::profile_page(sherlocks().site("probe"), "", "ada") == "https://probe.example");
  CHECK(sherlocks().composed("head", "ada").method == "GET");
  CHECK(sherlocks().composed("braces", "ada").url == "https://braces.example/?q=ada&f={handle}");
  const net::Request post = sherlocks().composed("payload", "a\"b");
  CHECK(post.method == "POST");
  CHECK(post.url == "https://payload.example/graph");
  CHECK(post.body == R"({"query":"q($n:String){user(n:$n){id}}","of":[1,{"n":"<a\"b>"}]})");
  CHECK(net::header(post.headers, "content-type") == "application/json");
  CHECK(post.redirects == 0);
  const net::Request plain = sherlocks().composed("headers", "ada");
  REQUIRE(plain.headers.size() == 1);
  CHECK(net::header(plain.headers, "accept") == "text/html");
  CHECK(sherlocks().notes_about("Headers").find("does not disguise itself") != std::string::npos);
}

TEST_CASE("Sherlock: its rule for names is found anywhere, and what RE2 cannot hold is dropped") {
  CHECK(sherlocks().admits("whole-names", "Ada_Lovelace"));
  CHECK(sherlocks().admits("whole-names", "élan"));
  for (const char* bad : {"ad", "a b c", "ada!", "seventeen-letters"}) {
    CHECK_FALSE(sherlocks().admits("whole-names", bad));
  }
  CHECK(sherlocks().admits("part-of-names", "--ada--"));
  CHECK_FALSE(sherlocks().admits("part-of-names", "-ad-"));
  for (const char* bad : {"..", "ada\n", "ada\x7f"}) {
    CHECK_FALSE(sherlocks().admits("part-of-names", bad));
    CHECK_FALSE(sherlocks().admits("by-status", bad));
  }
  CHECK(sherlocks().admits("look-around", "-ada"));
  CHECK(sherlocks().notes_about("Look Around").find("RE2 does not have") != std::string::npos);
  CHECK(sherlocks().admits("forbids-its-own", "ada"));
  CHECK(sherlocks().notes_about("Forbids Its Own").find("its own") == std::string::npos);
  CHECK(sherlocks().notes_about("Forbids Its Own").find("own known account") != std::string::npos);
}

TEST_CASE("Sherlock: where random names are forbidden nothing proves a free one") {
  CHECK(sherlocks().site("letters-only").positive_only());
  CHECK(sherlocks().said("letters-only", 404, "<p>Oops") == "unknown:ambiguous");
  CHECK(sherlocks().said("letters-only", 200, "<p>Ada") == "claimed");
  CHECK(sherlocks().notes_about("Letters Only").find("weakened: ") == 0);
}

TEST_CASE("Sherlock: a name in a host is what a host can hold, within the list's own rule") {
  CHECK(sherlocks().admits("in-host", "Ada-1"));
  CHECK(sherlocks().admits("in-host-by-rule", "Ada-1"));
  for (const char* bad : {"1ada", "a", "a_b", "a@b", "ada-", "a..b", "é-a"}) {
    CAPTURE(std::string(bad));
    CHECK_FALSE(sherlocks().admits("in-host-by-rule", bad));
  }
  CHECK(sherlocks().notes_about("In Host By Rule") == "");
  CHECK(sherlocks().admits("page-in-host", "ada_l"));
}

TEST_CASE("Sherlock: a site with a mistake is refused with the reason, and only it") {
  struct Row {
    const char* name;
    const char* why;
  };
  const Row rows[] = {
      {"Same Code", "/errorType nothing tells an existing account from a missing one"},
      {"Put", "/request_method 'PUT' found"},
      {"Payload Of Get", "/request_payload a body, but the request is no POST"},
      {"Header Breaks Out", "/headers 'X-A' is no header that could be sent"},
      {"Misspelt", "unknown key 'erorCode' (did you mean 'errorCode'?)"},
      {"No Text", "/errorMsg the test is 'message', but there is no text"},
      {"Other Kind", "/errorType 'guess' found"},
      {"Nobody Asked", "{} stands neither in the URL nor in the body"},
      {"Not Http", "no http or https URL"},
      {"Brace In Host", "/url no host name between '://' and the path"},
      {"No Account", "'username_claimed' is missing"},
      {"Not An Object", "a number found, an object is needed"},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.name));
    CHECK_MESSAGE(sherlocks().notes_about(row.name).find(row.why) != std::string::npos,
                  sherlocks().notes_about(row.name));
  }
  const auto& list = sherlocks().list();
  CHECK(list.refused == std::size(rows));
  CHECK(list.listed == list.sites.size() + list.refused);
  CHECK(list.all.size() == list.listed);
}

TEST_CASE("Sherlock: every loaded site has both kinds of control, a source and a stranger's pace") {
  for (const auto& one : sherlocks().list().sites) {
    CAPTURE(one.id);
    CHECK(one.foreign);
    CHECK(platforms::canonical(one, one.controls.claimed.at(0).name).admitted);
    CHECK(one.rates == text::Rates{{30, std::chrono::minutes(1)}});
    CHECK(one.source == "Sherlock (sherlock.json)");
    CHECK(one.evidence == "reported");
  }
  CHECK(sherlocks().site("by-status-").name == "By Status!");
  CHECK(sherlocks().site("-t-").name == "Été");
  CHECK(tests::ForeignList(file, importing::Form::as_file).site("t-").name == "Été");
}

TEST_CASE("a list is known by its shape, and none is taken for another") {
  const auto kind = [](std::string_view text) {
    return importing::list_kind(*reading::parse_json(text, reading::foreign_files));
  };
  using importing::ListKind;
  CHECK(kind(R"({"$schema":"x","A":{"errorType":"status_code"}})") == ListKind::sherlock);
  CHECK(kind(R"({"A":7,"B":{"errorType":1}})") == ListKind::sherlock);
  CHECK(kind(R"({"sites":{},"engines":{}})") == ListKind::maigret);
  CHECK(kind(R"({"sites":{"A":{"checkType":"message"}}})") == ListKind::maigret);
  CHECK(kind(R"({"sites":[]})") == ListKind::whatsmyname);
  for (const char* none : {"{}", "[]", "7", R"({"sites":7})", R"({"A":{"url":"x"}})",
                           R"({"sites":{"A":{"url":"x"}}})", R"([{"errorType":"message"}])"}) {
    CAPTURE(std::string(none));
    CHECK_FALSE(kind(none).has_value());
  }
}
