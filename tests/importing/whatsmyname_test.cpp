// A list in WhatsMyName's form, hand-made: each site is named after what is odd about it.
#include "importing/whatsmyname.hpp"

#include <cstdlib>
#include <set>

#include <doctest/doctest.h>

#include "importing/foreign_lists.hpp"

namespace {

const tests::ForeignList& whole_list() {
  static const tests::ForeignList list(std::string(HANDLEWATCH_TESTS) +
                                       "/importing/lists/whatsmyname.json");
  return list;
}

const importing::ImportedList& whatsmynames() {
  return whole_list().list();
}

const platforms::Definition& site(std::string_view id) {
  return whole_list().site(id);
}

std::string notes_about(std::string_view name) {
  return whole_list().notes_about(name);
}

std::string said(std::string_view id, int status, std::string_view body) {
  return whole_list().said(id, status, body);
}

net::Request composed(std::string_view id, const std::string& handle) {
  return whole_list().composed(id, handle);
}

}  // namespace

TEST_CASE("a site says claimed or available where code and string agree, and nothing else") {
  struct Row {
    const char* id;
    int status;
    const char* body;
    const char* said;
  };
  const Row rows[] = {
      {"both-codes", 200, "<p>Joined in 2014", "claimed"},
      {"both-codes", 404, "<p>No such member", "available"},
      {"both-codes", 200, "<p>No such member", "unknown:no-rule"},
      {"both-codes", 404, "<p>Joined in", "unknown:no-rule"},
      {"both-codes", 404, "<p>Oops", "unknown:no-rule"},
      {"both-codes", 200, "<p>Joined in No such member", "claimed"},
      {"both-codes", 410, "<p>No such member", "unknown:no-rule"},
      {"both-codes", 429, "<p>No such member", "unknown:rate-limited"},
      {"both-codes", 503, "<p>Joined in", "unknown:blocked"},
      {"same-code", 200, "<p>Joined in", "claimed"},
      {"same-code", 200, "<p>No such member", "available"},
      {"same-code", 200, "<p>Joined in; No such member", "unknown:ambiguous"},
      {"same-code", 200, "<p>Welcome", "unknown:no-rule"},
      {"one-inside-the-other", 200, "<p>a member", "claimed"},
      {"one-inside-the-other", 200, "<p>No such member", "unknown:ambiguous"},
      {"only-e-string", 200, "<p>Joined in", "claimed"},
      {"only-e-string", 404, "<p>anything", "available"},
      {"only-e-string", 404, "", "available"},
      {"only-e-string", 200, "<p>anything", "unknown:no-rule"},
      {"only-m-string", 200, "<p>anything", "claimed"},
      {"only-m-string", 200, "", "unknown:no-rule"},
      {"only-m-string", 404, "<p>anything", "unknown:no-rule"},
      {"only-m-string", 404, "<p>No such member", "available"},
      {"nothing-proves-missing", 200, "<p>Joined in", "claimed"},
      {"nothing-proves-missing", 200, "<p>anything", "unknown:no-rule"},
      {"bare-refusal", 403, "<p>No", "unknown:blocked"},
      {"bare-refusal", 200, "<p>Joined in", "claimed"},
      {"refusal-with-a-string", 403, "<p>No such member", "available"},
      {"refusal-with-a-string", 403, "<p>Go away", "unknown:blocked"},
      {"redirect-missing", 302, "", "available"},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.id));
    CAPTURE(row.status);
    CAPTURE(std::string(row.body));
    CHECK(said(row.id, row.status, row.body) == row.said);
  }
}

TEST_CASE("a redirect to a log-in page is no missing account, and redirects are never followed") {
  net::Reply reply = tests::reply(302, "text/html", "");
  reply.head.location = "https://redirect-missing.example/login?next=/u/nobody";
  CHECK(tests::said(site("redirect-missing"), reply) == "unknown:blocked");
  for (const auto& one : whatsmynames().sites) CHECK(one.asks[0].redirects == 0);
}

TEST_CASE("a side that nothing proves does not exist; a site that cannot say claimed is refused") {
  CHECK(site("nothing-proves-missing").positive_only());
  CHECK(notes_about("Nothing Proves Missing").find("weakened") != std::string::npos);
  CHECK(site("bare-refusal").positive_only());
  CHECK(notes_about("Bare Refusal").find("a bare 403 is a refusal") != std::string::npos);
  for (const char* name : {"Nothing Proves Existing", "Nothing At All", "Bare Outage Exists"}) {
    CAPTURE(std::string(name));
    CHECK(notes_about(name).find("refused: /e_string nothing tells an existing account") !=
          std::string::npos);
  }
}

TEST_CASE("a name that holds a character the site strips is invalid there, never another name") {
  CHECK(platforms::canonical(site("no-dots"), "ada").admitted);
  CHECK_FALSE(platforms::canonical(site("no-dots"), "ada.lovelace").admitted);
  CHECK(platforms::canonical(site("no-dots"), "ada.lovelace").handle == "ada.lovelace");
  CHECK(platforms::canonical(site("no-odd-ones"), "Aa_9").admitted);
  for (const char* bad : {"a@b", "a.b", "a-b", "a]b", "a^b", "a\\b", "aéb"}) {
    CAPTURE(std::string(bad));
    CHECK_FALSE(platforms::canonical(site("no-odd-ones"), bad).admitted);
  }
  CHECK(notes_about("Strips All").find("forbids every random name") != std::string::npos);
}

TEST_CASE("names go out as typed; only what no site can be asked for is invalid") {
  const auto& plain = site("both-codes");
  CHECK(platforms::canonical(plain, "PNationale 75").handle == "PNationale 75");
  CHECK(platforms::canonical(plain, "PNationale 75").admitted);
  for (const char* bad : {"", ".", "..", "a\nb", "a\x7f"}) {
    CAPTURE(std::string(bad));
    CHECK_FALSE(platforms::canonical(plain, bad).admitted);
  }
  CHECK(composed("both-codes", "a/../b?c#d e").url ==
        "https://both-codes.example/u/a%2F..%2Fb%3Fc%23d%20e");
  CHECK(composed("braces", "ada").url == "https://braces.example/?q=ada&f={handle}%7B{x}");
}

TEST_CASE("where the account is a part of the host, only host names are admitted") {
  const auto& in_host = site("in-host");
  CHECK(composed("in-host", "Ada-1").url == "https://ada-1.in-host.example/");
  CHECK(platforms::profile_page(in_host, "", "ada") == "https://in-host.example/~ada");
  for (const char* bad :
       {"a b", "evil.example/", "a@b", "a:80", "-a", "a-", ".a", "é", "a_b", "a#b"}) {
    CAPTURE(std::string(bad));
    CHECK_FALSE(platforms::canonical(in_host, bad).admitted);
  }
  CHECK(notes_about("In Host Known").find("no known account") != std::string::npos);
}

TEST_CASE("a body is posted as its content type says, and no name leaves its string") {
  const net::Request json = composed("json-body", "a\",\"admin\":\"1");
  CHECK(json.method == "POST");
  CHECK(json.url == "https://json.example/graph");
  CHECK(json.body == R"({"q":{"name":"a\",\"admin\":\"1"},"n":{"a":1}})");
  CHECK(net::header(json.headers, "content-type") == "application/json");
  const net::Request form = composed("form-body", "a&go=2");
  CHECK(form.body == "u=a%26go%3D2&go=1");
  CHECK(net::header(form.headers, "content-type") ==
        "application/x-www-form-urlencoded; charset=UTF-8");
  const net::Request bare = composed("bare-body", "a b");
  CHECK(bare.body == "u=a%20b");
  CHECK(net::header(bare.headers, "content-type") == "application/x-www-form-urlencoded");
}

TEST_CASE("a disguise is left out, other headers are sent") {
  const net::Request request = composed("disguised", "ada");
  CHECK(net::header(request.headers, "user-agent") == "");
  CHECK(net::header(request.headers, "x-requested-with") == "XMLHttpRequest");
  CHECK(notes_about("Disguised").find("does not disguise itself") != std::string::npos);
}

TEST_CASE("a site that the list itself switched off loads and stays off") {
  CHECK(site("switched-off").disabled);
  CHECK_FALSE(site("both-codes").disabled);
  CHECK(notes_about("Switched Off").find("off: ") != std::string::npos);
}

TEST_CASE("a site with a mistake is refused with the reason, and only it") {
  struct Row {
    const char* name;
    const char* why;
  };
  const Row rows[] = {
      {"Misspelt", "unknown key 'e_strnig' (did you mean 'e_string'?)"},
      {"Header Of Numbers", "the value of 'X-Version' is not a string"},
      {"No Known", "no known account"},
      {"Known Missing", "no known account"},
      {"Code Missing", "'e_code' is missing"},
      {"Code As Text", "a string found, a whole number"},
      {"Nobody Asked", "{account} stands neither in the URL nor in the body"},
      {"Not Http", "no http or https URL"},
      {"No Host", "/uri_check no host name between '://' and the path"},
      {"", "an empty name"},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.name));
    CHECK_MESSAGE(notes_about(row.name).find(row.why) != std::string::npos, notes_about(row.name));
  }
  CHECK(whatsmynames().listed == whatsmynames().sites.size() + whatsmynames().refused);
  CHECK(whatsmynames().refused == 15);
}

TEST_CASE("a page for people that leads nowhere is left out, and what is asked is shown") {
  CHECK(notes_about("Page Without Host").find("it has no host name") != std::string::npos);
  CHECK(site("page-without-host").profile_url.written == "https://page.example/u/{handle}");
}

TEST_CASE("an id is the name in lower case, other characters hyphens, with a number on collision") {
  CHECK(site("same-name").name == "Same Name");
  CHECK(site("same-name-2").name == "same-name");
  CHECK(site("same-name-3").name == "Same.Name");
  CHECK(site("-t--2014").name == "Été 2014");
}

TEST_CASE("every site has both kinds of control and the pace of a stranger's site") {
  for (const auto& one : whatsmynames().sites) {
    CAPTURE(one.id);
    CHECK(one.foreign);
    CHECK_FALSE(one.controls.claimed.empty());
    CHECK(platforms::canonical(one, one.controls.claimed[0].name).admitted);
    CHECK(one.rates == text::Rates{{30, std::chrono::minutes(1)}});
    CHECK(one.concurrency == 2);
    CHECK(one.entries == std::vector<std::size_t>{0});
  }
}

TEST_CASE("a site that strips more than anybody would is refused, not turned into a pattern") {
  const std::string text = fmt::format(
      R"({{"sites":[{{"name":"A","uri_check":"https://a.example/{{account}}","e_code":200,"e_string":"x",)"
      R"("m_code":404,"m_string":"y","known":["A"],"strip_bad_char":"{}"}}]}})",
      std::string(100'000, '.'));
  const auto list = importing::import_whatsmyname(
      *reading::parse_json(text, reading::foreign_files), text, "a.json");
  CHECK(list.refused == 1);
  REQUIRE(list.problems.size() == 1);
  CHECK(list.problems[0].path == "/sites/0/strip_bad_char");
  CHECK(list.problems[0].message == "A: more than 64 bytes");
}

TEST_CASE("a list is known by any of its sites, and may be empty") {
  const auto known = [](std::string_view text) {
    return importing::is_whatsmyname(*reading::parse_json(text, reading::foreign_files));
  };
  CHECK(known(R"({"sites":[]})"));
  CHECK(known(R"({"sites":[7,{"name":"x"},{"uri_check":"x"}]})"));
  CHECK_FALSE(known(R"({"sites":{"A":{"uri_check":"x"}}})"));
  CHECK_FALSE(known(R"({"sites":[{"url":"x"}]})"));
  CHECK_FALSE(known(R"([{"uri_check":"x"}])"));
  CHECK_FALSE(known("7"));
}

// By hand: HANDLEWATCH_WMN_LIST=../shared/site-lists/wmn-data.json
TEST_CASE(
    "the real list, where one is named: every site imported or refused with a reason, at most 1 % "
    "refused") {
  const char* const file = std::getenv("HANDLEWATCH_WMN_LIST");
  if (file == nullptr) {
    MESSAGE("skipped: HANDLEWATCH_WMN_LIST names no file");
    return;
  }
  const auto list = tests::ForeignList(file).list();
  std::size_t weakened = 0;
  std::set<std::string> refused;
  for (const std::string& note : list.notes) {
    if (note.find(": weakened: ") != std::string::npos) ++weakened;
  }
  for (const model::Problem& problem : list.problems) {
    refused.insert(problem.path.substr(0, problem.path.find('/', std::string("/sites/").size())));
    MESSAGE(model::to_string(problem));
  }
  MESSAGE(fmt::format("{} listed, {} imported, {} refused, {} weakened", list.listed,
                      list.sites.size(), list.refused, weakened));
  CHECK(list.sites.size() + list.refused == list.listed);
  CHECK(refused.size() == list.refused);
  CHECK(list.refused * 100 <= list.listed);
  std::set<std::string> ids;
  for (const auto& one : list.sites) CHECK(ids.insert(one.id).second);
}
