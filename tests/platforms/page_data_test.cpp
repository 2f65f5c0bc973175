// What a page says as data, whatever its owner writes.
#include "platforms/page_data.hpp"

#include <doctest/doctest.h>

#include "platforms/crossing.hpp"
#include "platforms/reading_platforms.hpp"

namespace {

std::optional<std::string> member(const platforms::PageData& page, const std::string& key,
                                  bool linked = false) {
  const auto find = [&key](const reading::Json& json) -> std::optional<std::string> {
    const reading::Json* found = json.find(key);
    return found == nullptr ? std::nullopt : std::optional(found->text);
  };
  return linked ? page.in_linked_data(find) : page.in_scripts(find);
}

// A page whose owner wrote this as his biography, where its server escapes it.
std::string page_of(const std::string& biography_in_html, const std::string& biography_in_json) {
  return fmt::format(
      R"(<!DOCTYPE html><html><head><title>{0}</title>)"
      R"(<meta name="description" content="{0}"><meta property="app:id" content="real">)"
      R"(<script type="application/ld+json">{{"about":"{1}","id":"real"}}</script></head><body>)"
      R"(<p>{0}</p><script>window.bio = {{"bio":"{1}","city":"{1}"}};window.state = )"
      R"({{"bio":"{1}","user":{{"id":"real","city":"{1}"}}}};</script></body></html>)",
      biography_in_html, biography_in_json);
}

std::string account_of(const std::string& source, const std::string& page) {
  auto loaded = platforms::load_definition(
      R"({"id":"a","name":"A","profile_url":"https://a.example","handle":{"pattern":"[a-z0-9]{1,30}"},)"
      R"("controls":{"claimed":["staff"]},"ask":[{"name":"one","get":"https://a.example/{handle}",)"
      R"("rules":[{"status":200,"then":"claimed"}],"profile":{"account_id":)" +
          source + "}}]}",
      "a.json", "");
  const std::string why = loaded ? "" : loaded.error().front().message;
  CAPTURE(why);
  REQUIRE(loaded.has_value());
  net::Reply reply;
  reply.head.status = 200;
  reply.head.headers = {{"Content-Type", "text/html; charset=utf-8"}};
  reply.body = page;
  const std::string handles[] = {"holder"};
  const auto readings =
      platforms::read(*loaded, loaded->asks[0], {"", nullptr, ""}, handles, reply);
  return readings[0].profile.account_id.value_or(std::string(name(readings[0].unknown_because)));
}

}  // namespace

TEST_CASE("linked data of several nodes is looked through, a list or a graph") {
  const auto page_with = [](std::string_view data) {
    return fmt::format(R"(<script type="application/ld+json">{}</script>)", data);
  };
  const char* const source = R"("jsonld:mainEntity/identifier")";
  for (const char* data : {R"([{"@type":"WebSite"},{"mainEntity":{"identifier":"7"}}])",
                           R"({"@graph":[{"@type":"WebSite"},{"mainEntity":{"identifier":"7"}}]})",
                           R"({"mainEntity":{"identifier":"7"},"@graph":[]})"}) {
    CHECK(account_of(source, page_with(data)) == "7");
  }
  for (const char* data : {R"([{"a":[{"mainEntity":{"identifier":"7"}}]}])", "[]", "7",
                           R"({"@graph":{"mainEntity":{"identifier":"7"}}})"}) {
    CHECK(account_of(source, page_with(data)) == "no-identity");
  }
}

TEST_CASE("a page's meta, linked data and script values are found, and nothing that is none") {
  const platforms::PageData page(
      "<META Property='og:title' Content='A &amp; B &#39;c&#x27; &euro; &lt;b&gt;'>"
      "<meta name=twitter:site content=x><meta itemprop=\"id\" content=\"\"><meta content=lost>"
      "<!-- <meta name=\"hidden\" content=\"1\"> --><script type=\"Application/LD+JSON\"> "
      "{\"a\":\"1\"}</script><script type=application/ld+json>[broken</script>"
      "<script id=\"x\" type=\"application/json\">{\"b\":\"2\"}</script>"
      "<script>var c = {\"c\":\"3\", \"s\": \"} = {\"}; let d=[1,2];window['e'] = {\"e\":\"5\"}"
      "</script><script>if (a == {f: 6}) { g = {\"g\":\"7\"} }</script><SCRIPT>h={\"h\":\"8\"}"
      "</SCRIPT><script>i = {\"i\":\"9\"");
  CHECK(page.meta("OG:Title") == "A & B 'c' &euro; <b>");
  CHECK(page.meta("twitter:site") == "x");
  CHECK(page.meta("id") == "");
  CHECK_FALSE(page.meta("hidden").has_value());
  CHECK_FALSE(page.meta("").has_value());
  CHECK(member(page, "a", true) == "1");
  CHECK_FALSE(member(page, "b", true).has_value());
  for (const auto& [key, value] : {std::pair("b", "2"), std::pair("c", "3"), std::pair("e", "5"),
                                   std::pair("g", "7"), std::pair("h", "8")}) {
    CAPTURE(key);
    CHECK(member(page, key) == value);
  }
  for (const char* key : {"a", "f", "i", "s2"}) CHECK_FALSE(member(page, key).has_value());
}

TEST_CASE("an owner cannot cut out another id, nor hide his own") {
  const std::string sources[] = {R"("meta:app:id")", R"("jsonld:id")", R"("script:/user/id")",
                                 R"(["meta:none", "jsonld:none/id", "script:/none=1/id"])"};
  struct Row {
    const char* html;
    const char* json;
  };
  const Row rows[] = {
      {"plain", "plain"},
      {"}", "}"},
      {"{{{[[", "{{{[["},
      {"&quot;id&quot;:&quot;other&quot;", "\\\"id\\\":\\\"other\\\""},
      {"&lt;meta property=&quot;app:id&quot; content=&quot;other&quot;&gt;",
       "<meta property=\\\"app:id\\\" content=\\\"other\\\">"},
      {"&lt;/script&gt;", "<\\/script>"},
      {"&lt;!--", "\\u003c!--"},
      {"\\", "\\\\"},
      {"x = {&quot;user&quot;:{&quot;id&quot;:&quot;other&quot;}}",
       "x = {\\\"user\\\":{\\\"id\\\":\\\"other\\\"}}"},
      {"\xED\xA0\x80", "\\ud83d"},
      {"tab\t", "tab\t"},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.json));
    for (std::size_t i = 0; i < std::size(sources); ++i) {
      CAPTURE(sources[i]);
      const bool is_there = i + 1 < std::size(sources);
      CHECK(account_of(sources[i], page_of(row.html, row.json)) ==
            (is_there ? "real" : "no-identity"));
    }
  }
}

TEST_CASE("a pattern that runs across an owner's text is known by it") {
  struct Row {
    const char* pattern;
    const char* across;
  };
  const Row rows[] = {
      {R"x("account":\{[^{}]*"uuid":"([^"]+)")x", "[^{}]"},
      {R"x("id":.*"uuid":"([^"]+)")x", "."},
      {R"x("a":[\s\S]*?"id":([0-9]+))x", R"([\s\S])"},
      {R"x("a" : (?:.|\n)+"id":([0-9]+))x", "."},
      {R"x("a":.{0,500}"id":([0-9]+))x", "."},
      {R"x("a":\S+"id":([0-9]+))x", R"(\S)"},
      {R"x("a":[^>]*"id":([0-9]+))x", "[^>]"},
      {R"x(id=(.*))x", "."},
      {R"x(class="id">.*?<b>([0-9]+))x", "."},
      {R"x(class="id"[^x]*data-id="([0-9]+))x", "[^x]"},
      {R"x((?s)user (.+) has)x", "."},
      {R"x("user"\PN*"id":"([0-9]+)")x", R"(\PN)"},
      {R"x("user"\PM+?"id":"([0-9]+)")x", R"(\PM)"},
      {R"x("user"(?:\PN|\pN)*"id":"([0-9]+)")x", R"(\PN)"},
      {R"x((?:[^<]|<)*data-id="([0-9]+)")x", "<"},
      {R"x(<main>(?:[^<]*<[^>]*>)*<b data-id="([0-9]+)")x", "<"},
      {R"x("user".?.?.?.?"id":"([0-9]+)")x", "."},
      // These stay in their value or tag.
      {R"x("id":"?([0-9]+)"?)x", ""},
      {R"x("uuid":"([^"]+)")x", ""},
      {R"x("bio":"((?:[^"\\]|\\.)*)")x", ""},
      {R"x("uri":\s*"\\?/users\\?/([0-9]+)")x", ""},
      {R"x(tgme_page_title[^>]*>\s*(?:<span[^>]*>)?([^<]+)<)x", ""},
      {R"x(<meta property="al:(?:ios|android):url" content="x://users:([0-9]+)")x", ""},
      {R"x(tgme_page_extra[^>]*>([0-9][0-9 ]*) subscribers)x", ""},
      {R"x("externalId":"(UC[\w-]+)")x", ""},
      {R"x(a.b([0-9]+)\.)x", ""},
      {R"x(\[.\]\*([\p{L}]+)\p{Nd}*)x", ""},
      {R"x(([[:alpha:]]+)[]x]+)x", ""},
      {R"x("a":"([a-z]{1})[^"]?")x", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.pattern));
    CHECK(platforms::runs_across(row.pattern) == row.across);
  }
}

TEST_CASE("what stands in a string, a comment or a text of a page is no data") {
  const std::string forged = R"(a={"user":{"id":"other"}})";
  const std::string real = R"(window.D={"user":{"id":"real"}})";
  const std::string pages[] = {
      "<script>var b='" + forged + "';" + real + "</script>",
      "<script>var b=\"a={\\\"user\\\":{\\\"id\\\":\\\"other\\\"}}\";" + real + "</script>",
      "<script>var b=`" + forged + "\n" + forged + "`;" + real + "</script>",
      "<script>/* " + forged + " */ " + real + "</script>",
      "<script>// " + forged + "\n" + real + "</script>",
      "<script>boot({bio:'" + forged + "'});" + real + "</script>",
      "<script>x=y.replace(/'/g,'') + '" + forged + "';" + real + "</script>",
      "<script>x=1/2;y='" + forged + "';" + real + "</script>",
      "<script>var b='={\"';" + real + "</script>",
      "<script>var b=\"=[[[[\";" + real + "</script>",
      "<script>var u={name:'}; " + forged + "'};" + real + "</script>",
      "<script>var u={name:`}; " + forged + "`};" + real + "</script>",
      "<script>var u=['];" + forged + "'];" + real + "</script>",
      "<script>var u=['\"'];" + real + "</script>",
      "<script>var u={/* }; " + forged + " */a:1};" + real + "</script>",
      "<script>var u={// say \"\n a:1};" + real + "</script>",
      "<script>var u={r:/\"/};" + real + "</script>",
      "<title><script>" + forged + "</script></title><script>" + real + "</script>",
      "<textarea><script>" + forged + "</script></textarea><script>" + real + "</script>",
      "<noscript><script>" + forged + "</script></noscript><script>" + real + "</script>",
      "<!-- <script>" + forged + "</script> --><script>" + real + "</script>",
      "<!-- <script>" + forged + "</script> --!><script>" + real + "</script>",
      "<script>var b=\"</scriptx><script>" + forged + "\";" + real + "</script>",
  };
  for (const std::string& page : pages) {
    CAPTURE(page);
    CHECK(account_of(R"("script:/user/id")", "<!DOCTYPE html><html>" + page) == "real");
  }
  CHECK(account_of(R"("meta:id")",
                   "<!DOCTYPE html><textarea><meta name=id content=other></textarea>"
                   "<meta name=id content=real>") == "real");
  CHECK(account_of(R"("meta:id")",
                   "<!DOCTYPE html><script>b='</scriptx><meta name=id content=other>'</script>"
                   "<meta name=id content=real>") == "real");
}

TEST_CASE("scripts count that a browser runs, and those that are JSON") {
  const auto read_from = [](const std::string& attributes) {
    const std::string page =
        "<!DOCTYPE html><script" + attributes + R"(>{"user":{"id":"real"}}</script>)";
    return account_of(R"("script:/user/id")", page) == "real";
  };
  for (const char* read :
       {"", " type=''", " type=text/javascript", " type=' Text/JavaScript '", " type=module",
        " type=application/x-javascript", " type=text/javascript1.5", " language=JavaScript",
        " type=application/json", " type='application/json; charset=utf-8' src=x",
        " type=application/vnd.api+json", " type=text/x-json", " async id=src"}) {
    CAPTURE(std::string(read));
    CHECK(read_from(read));
  }
  for (const char* other :
       {" type=text/template", " type=text/plain", " type=text/html", " type=text/x-handlebars",
        " type=importmap", " type='text/javascript; charset=utf-8'", " type=text/javascript2",
        " language=vbscript", " type=text/babel", " src", " src=x.js", " type=module src=x.js",
        " type=application/ld+json", " type=text/plain type=text/javascript", " type=json/x"}) {
    CAPTURE(std::string(other));
    CHECK_FALSE(read_from(other));
  }
}

TEST_CASE("what a page holds ready or shows as a text is none of its own") {
  const std::string forged =
      R"(<meta name=id content=other><script>a={"user":{"id":"other"}}</script>)"
      R"(<script type="application/ld+json">{"id":"other"}</script>)";
  const std::string real = R"(<meta name=id content=real><script>a={"user":{"id":"real"}}</script>)"
                           R"(<script type="application/ld+json">{"id":"real"}</script>)";
  std::vector<std::string> held = {
      "<template><template></template>" + forged + "</template>",
      "<TEMPLATE id=x>" + forged + "</Template>",
      "</template><template/>" + forged + "</template>",
  };
  for (const std::string name :
       {"noscript", "textarea", "title", "iframe", "xmp", "noembed", "noframes", "style"}) {
    held.push_back("<" + name + ">" + forged + "</" + name + ">");
  }
  for (const std::string& page : held) {
    CAPTURE(page);
    for (const char* source : {R"("script:/user/id")", R"("meta:id")", R"("jsonld:id")"}) {
      CHECK(account_of(source, "<!DOCTYPE html>" + page + real) == "real");
    }
  }
  CHECK(account_of(R"("meta:id")", "<!DOCTYPE html>" + real + "<template>" + forged) == "real");
  CHECK(account_of(R"("meta:id")", "<!DOCTYPE html><template>" + real) == "no-identity");
}

TEST_CASE("a line within a string of JSON is no end of it") {
  CHECK(account_of(R"("script:/user/id")",
                   "<!DOCTYPE html><script type=application/json>{\"bio\":\"a\nb\","
                   "\"user\":{\"id\":\"real\"}}</script>") == "real");
}

TEST_CASE("where it is in doubt what is code, no id is taken") {
  const std::string forged = R"(a={"user":{"id":"other"}})";
  const std::string real = R"(window.D={"user":{"id":"real"}})";
  for (const char* doubtful :
       {"function f(){}/'/.test(a);", "for(x of /'/.exec(y))", "var x\n/'/;",
        "var \u00a0if\u00a0(x)/'/;", "x='\n';", "x=(1];", "x=a\\u0062/'/;"}) {
    CAPTURE(std::string(doubtful));
    const std::string script = doubtful + ("var b='" + forged + "';" + real);
    CHECK(account_of(R"("script:/user/id")", "<!DOCTYPE html><script>" + script + "</script>") ==
          "no-identity");
    CHECK(account_of(R"("script:/user/id")",
                     "<!DOCTYPE html><script>" + real + ";" + script + "</script>") == "real");
  }
}

TEST_CASE("data of more values than are read shows what stands in its beginning") {
  std::string many = "[0";
  for (int i = 0; i < 120'000; ++i) many += ",0";
  const std::string page =
      R"(<!DOCTYPE html><script>D={"user":{"id":"real","many":)" + many + "]}}</script>";
  CHECK(account_of(R"("script:/user/id")", page) == "real");
}

TEST_CASE("all data of a page together has no more values than one answer") {
  std::string list = "[0";
  for (int i = 1; i < 10'000; ++i) list += ",0";
  std::string body = "<!DOCTYPE html><script type='application/ld+json'>" + list + "]</script>";
  for (int i = 0; i < 100; ++i) body += "<script>a=" + list + "];b=[}</script>";
  const platforms::PageData page(body);
  std::size_t values = 0;
  const auto count = [&values](const reading::Json& json) -> std::optional<std::string> {
    // Of each list: its nodes are shown one by one, too.
    if (json.is(reading::Json::Kind::array)) values += 1 + json.items.size();
    return std::nullopt;
  };
  for (int i = 0; i < 2; ++i) {
    values = 0;
    page.in_linked_data(count);
    page.in_scripts(count);
    CHECK(values == 100'000);
  }
}

TEST_CASE("what no pattern should be read as such ends") {
  for (const char* odd :
       {"", "(", "((((", "[", "[^", "\\", "a{", "(?", "(?:", "*", "[[:", "\\p{"}) {
    CAPTURE(std::string(odd));
    platforms::runs_across(odd);
  }
}
