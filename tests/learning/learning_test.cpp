// What answers teach: the pure core of `platforms learn`, on small answers made up here.
#include "learning/learning.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "platforms/definition_writer.hpp"
#include "platforms/loader.hpp"
#include "reading/html_reader.hpp"

namespace {

using learning::Sample;
using learning::Side;
using reading::Json;

const std::vector<std::string> free_names = {"qzmfpwbtrkxa", "bnvqtrwpzkmx1c", "xkqpzmwnvbt2ra"};

net::Reply reply(int status, std::string body, std::string_view type = "text/html") {
  net::Reply made;
  made.head.status = status;
  made.head.headers = {{"Content-Type", std::string(type)}};
  made.body = std::move(body);
  return made;
}

net::Reply json(int status, std::string body) {
  return reply(status, std::move(body), "application/json");
}

net::Reply page(std::string_view title, std::string_view body) {
  return reply(
      200, fmt::format("<!DOCTYPE html><html><head><title>{}</title></head><body>{}</body>", title,
                       body));
}

net::Reply moved(std::string location) {
  net::Reply made = reply(302, "");
  made.head.location = std::move(location);
  return made;
}

learning::Lesson lesson(std::vector<std::string> claimed = {"ada"}) {
  learning::Lesson given;
  given.id = "learned";
  given.name = "Learned";
  given.url = "https://a.example/u/{handle}";
  given.claimed = std::move(claimed);
  given.source = "tests";
  return given;
}

// How a site answers: for a name, the n-th time, when it is claimed.
using Site = net::Reply (*)(const std::string& name, int n, bool claimed);

tl::expected<learning::Learned, std::string> learned(Site site,
                                                     std::vector<std::string> claimed = {"ada"}) {
  std::vector<Sample> samples;
  for (int n = 0; n < 4; ++n) {
    for (const std::string& name : claimed) {
      samples.push_back({Side::claimed, name, site(name, n, true)});
    }
    for (const std::string& name : free_names) {
      if (n < 2) samples.push_back({Side::missing, name, site(name, n, false)});
    }
  }
  return learning::learn(lesson(claimed), samples, std::nullopt);
}

// The rules as a file has them, one line each.
std::vector<std::string> rules(const tl::expected<learning::Learned, std::string>& found) {
  if (!found) return {found.error()};
  const auto text = platforms::definition_text(found->definition);
  REQUIRE(text);
  REQUIRE(platforms::load_definition(*text, "", "learned"));
  const auto parsed = reading::parse_json(*text, reading::our_files);
  std::vector<std::string> lines;
  for (const Json& rule : parsed->find("ask")->items[0].find("rules")->items) {
    lines.push_back(to_text(rule));
  }
  return lines;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("JSON is told by the name in it and by the error, not by what changes at every request") {
  const auto found = learned([](const std::string& name, int n, bool claimed) {
    return claimed
               ? json(200, fmt::format(R"({{"at":{},"user":{{"id":81,"login":"{}","bio":"x"}}}})",
                                       n, name))
               : json(404, fmt::format(R"({{"at":{},"error":"not_found"}})", n));
  });
  CHECK(rules(found) ==
        Lines{R"({"status":200,"json":{"/user/login":"{handle}"},"then":"claimed"})",
              R"({"status":404,"json":{"/error":"not_found"},"then":"available"})"});
  const auto& profile = found->definition.asks[0].profile;
  REQUIRE(!profile.empty());
  CHECK(profile[0].key == "account_id");
  CHECK(profile[0].sources[0].path->written == "/user/id");
}

TEST_CASE("empty lists, null and booleans are answers") {
  const auto list = learned([](const std::string&, int, bool claimed) {
    return json(200, claimed ? R"([{"id":7,"title":"Ada"}])" : "[]");
  });
  CHECK(rules(list) == Lines{R"({"status":200,"json":{"/0/id":{"exists":true}},"then":"claimed"})",
                             R"({"status":200,"json":{"":[]},"then":"available"})"});
  const auto nothing = learned([](const std::string&, int, bool claimed) {
    return json(200, claimed ? R"({"user":{"id":7}})" : R"({"user":null})");
  });
  CHECK(rules(nothing) ==
        Lines{R"({"status":200,"json":{"/user/id":{"exists":true}},"then":"claimed"})",
              R"({"status":200,"json":{"/user":null},"then":"available"})"});
  const auto yes = learned([](const std::string&, int, bool claimed) {
    return json(200, claimed ? R"({"exists":true})" : R"({"exists":false})");
  });
  CHECK(rules(yes) == Lines{R"({"status":200,"json":{"/exists":true},"then":"claimed"})",
                            R"({"status":200,"json":{"/exists":false},"then":"available"})"});
}

TEST_CASE("a list of similar accounts proves the one that is in it, and nobody's absence") {
  const auto found = learned([](const std::string& name, int n, bool claimed) {
    const std::string other = fmt::format(R"({{"login":"other{}","id":{}}})", n, n);
    return json(200, claimed
                         ? fmt::format(R"({{"found":[{},{{"login":"{}","id":81}}]}})", other, name)
                         : fmt::format(R"({{"found":[{}]}})", other));
  });
  CHECK(
      rules(found) ==
      Lines{R"({"status":200,"json":{"/found/login={handle}":{"exists":true}},"then":"claimed"})"});
  CHECK(found->missing_by.empty());
  CHECK(found->definition.positive_only());
}

TEST_CASE("an account's own id, display name and biography are never evidence") {
  const auto only_words = learned([](const std::string&, int, bool claimed) {
    return page("App", claimed ? "<p>Ada Lovelace</p><p>followers of mine</p>" : "<p>-</p>");
  });
  REQUIRE(!only_words);
  CHECK(only_words.error().find("owner may have written") != std::string::npos);
  const auto only_id = learned([](const std::string&, int, bool claimed) {
    return json(200, claimed ? R"({"users":{"81723":{"x":1}}})" : R"({"users":{}})");
  });
  CHECK(!only_id);
  const auto name = learned([](const std::string&, int, bool claimed) {
    return json(200, claimed ? R"({"name":"Ada L."})" : R"({"name":"Guest"})");
  });
  CHECK(!name);
}

TEST_CASE("a page is told by its structure, and a missing one by its title") {
  const auto found = learned([](const std::string&, int n, bool claimed) {
    return claimed
               ? page("Ada",
                      fmt::format(
                          "<i class=ad-{}></i><div class='top profile-head'>Not found</div>", n))
               : page("Not found", "<h1>Nobody</h1><a class='profile-link' href='/u/ada'>ada</a>");
  });
  const Lines said = rules(found);
  REQUIRE(said.size() == 2);
  CHECK(said[0].find("profile-head") != std::string::npos);
  CHECK(said[1].find("<title[^>]*>\\\\s*Not\\\\s+found") != std::string::npos);
}

TEST_CASE("a name in a title counts with the punctuation around it, for names are words") {
  const auto found = learned([](const std::string& name, int, bool claimed) {
    return claimed ? page("Ada (@" + name + ") · App", "") : page("Nobody here", "");
  });
  const Lines said = rules(found);
  CHECK(said[0].find("\\\\(@{handle}\\\\)") != std::string::npos);
  REQUIRE(found);
  CHECK(learning::reading_of(found->definition, "nobody", page("Nobody here", "")).status ==
        model::Status::available);
}

TEST_CASE("a 404 is enough, and a redirect that always leads home") {
  const auto status = learned([](const std::string&, int n, bool claimed) {
    return claimed ? page("Ada", "<section id='account'>")
                   : reply(404, fmt::format("<title>{} lost</title>", n));
  });
  CHECK(rules(status).back() == R"({"status":404,"then":"available"})");
  const auto home = learned([](const std::string&, int n, bool claimed) {
    return claimed ? page("Ada", "<section id='account'>")
                   : moved(fmt::format("https://a.example/?lost={}", n));
  });
  CHECK(rules(home).back() ==
        R"x({"status":302,"location":"^https://a\\.example/([?#]|$)","then":"available"})x");
}

TEST_CASE("what is not always there is no evidence, however often it is") {
  const auto found = learned([](const std::string& name, int n, bool claimed) {
    const bool other_layout = (n + static_cast<int>(name.size())) % 2 == 0;
    return page("App", fmt::format("<div class='{}-{}'></div>", other_layout ? "new" : "old",
                                   claimed ? "profile" : "error"));
  });
  CHECK(!found);
}

TEST_CASE("walls, sameness and contradictions are told as what they are") {
  struct Case {
    const char* why;
    Site site;
  };
  const Case cases[] = {
      {"the answers are the same",
       [](const std::string& name, int n, bool) {
         return page(name, fmt::format("<b class='x'>{}</b>{}", name, n));
       }},
      {"a wall: ", [](const std::string&, int, bool) { return reply(403, "no"); }},
      {"a wall: a redirect to a log-in page",
       [](const std::string&, int, bool) { return moved("https://a.example/login?next=x"); }},
      {"a wall: HTTP 429", [](const std::string&, int, bool) { return reply(429, "slow"); }},
      {"contradict each other",
       [](const std::string& name, int n, bool) {
         return (n + static_cast<int>(name.back())) % 2 == 0 ? json(200, R"({"id":1})")
                                                             : json(404, R"({"error":"x"})");
       }},
      {"only a missing account shows something of its own",
       [](const std::string&, int, bool claimed) {
         return claimed ? page("Ada L.", "") : page("No such user", "");
       }},
  };
  for (const Case& one : cases) {
    CAPTURE(std::string(one.why));
    const auto found = learned(one.site);
    REQUIRE(!found);
    CAPTURE(found.error());
    CHECK(found.error().find(one.why) != std::string::npos);
  }
}

TEST_CASE("a random name that is answered as an account is a contradiction") {
  const auto found = learned([](const std::string& name, int, bool claimed) {
    return json(200, claimed || name == free_names[1] ? R"({"id":1})" : R"({"error":"none"})");
  });
  REQUIRE(!found);
  CHECK(found.error().find(free_names[1]) != std::string::npos);
}

TEST_CASE("a claimed name that nobody has is named") {
  const auto found = learned(
      [](const std::string& name, int, bool claimed) {
        return claimed && name == "ada" ? json(200, R"({"login":"ada"})")
                                        : json(404, R"({"error":"x"})");
      },
      {"ada", "bob"});
  REQUIRE(!found);
  CHECK(found.error().find("'bob' is answered as names are that nobody has") != std::string::npos);
}

TEST_CASE("walls before free names leave a positive-only definition, and say so") {
  const auto found = learned([](const std::string& name, int, bool claimed) {
    return claimed ? json(200, fmt::format(R"({{"login":"{}"}})", name)) : reply(403, "");
  });
  REQUIRE(found);
  CHECK(found->definition.positive_only());
  CHECK(found->remarks.front().find("positive only") != std::string::npos);
}

TEST_CASE("letter case counts until another spelling is seen to be the same account") {
  std::vector<Sample> samples;
  for (int n = 0; n < 2; ++n) {
    samples.push_back({Side::claimed, "Ada", json(200, R"({"login":"Ada"})")});
    samples.push_back({Side::missing, free_names[0], json(404, "{}")});
    samples.push_back({Side::missing, free_names[1], json(404, "{}")});
  }
  const Sample same = {Side::claimed, "ada", json(200, R"({"login":"Ada"})")};
  const Sample other = {Side::claimed, "ada", json(404, "{}")};
  const auto folded = learning::learn(lesson({"Ada"}), samples, same);
  const auto strict = learning::learn(lesson({"Ada"}), samples, other);
  REQUIRE(folded);
  REQUIRE(strict);
  CHECK(canonical(folded->definition, "ADA").handle == "ada");
  CHECK(canonical(strict->definition, "ADA").handle == "ADA");
  CHECK(learning::respelling("Ada") == "ada");
  CHECK(learning::respelling("ada") == "ADA");
  CHECK(!learning::respelling("42"));
}

TEST_CASE("the guessed grammar admits the claimed names and stays careful") {
  CHECK(learning::grammar_for(lesson({"ada"})) == "[A-Za-z0-9_][A-Za-z0-9_-]{0,39}");
  CHECK(learning::blank_definition(lesson({"a.b", "-x", "Zoë Q", "$"})));
  learning::Lesson in_host = lesson();
  in_host.url = "https://{handle}.a.example/";
  CHECK(learning::grammar_for(in_host) == "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
  in_host.claimed = {"a_b"};
  CHECK(!learning::blank_definition(in_host));
}

TEST_CASE("a page is read to its end, whatever it is made of") {
  for (const char* text : {"<", "<a", "<a href", "<a href=", "<a href='x", "<!--", "</", "<script>",
                           "a<b<c>", "<title>x", "<a/b=c/>", "<a =>", "<p class=\"x\"y>z</p>"}) {
    CAPTURE(std::string(text));
    int tags = 0;
    reading::HtmlListener observer;
    observer.tag = [&](const reading::HtmlTag&) { ++tags; };
    reading::read_html(text, observer);
    CHECK(tags < 4);
  }
  std::vector<std::string> words;
  reading::HtmlListener observer;
  observer.text = [&](std::string_view text) { words.emplace_back(text); };
  observer.script = [&](std::string_view text) { words.push_back("script " + std::string(text)); };
  observer.tag = [&](const reading::HtmlTag& tag) {
    if (!tag.closes) words.push_back(tag.name + "=" + std::string(tag.attribute("id")));
  };
  reading::read_html("<P ID=a>x<!-- <b> --><script id='s'>1<2</script><i id=\"c d\"/>y", observer);
  CHECK(words == Lines{"p=a", "x", "script=s", "script 1<2", "i=c d", "y"});
}

TEST_CASE("a name is found as a word of its own, in any case, and written as a placeholder") {
  CHECK(learning::mentions("max @Max maximum MAX.", "max") == std::vector<std::size_t>{0, 5, 17});
  CHECK(learning::with_placeholder("/u/Max/", "max") == "/u/{handle}/");
  CHECK(learning::pattern_for("No  max (yet)", "max") == "No\\s+{handle}\\s+\\(yet\\)");
}
