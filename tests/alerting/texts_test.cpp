#include "alerting/texts.hpp"

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include <doctest/doctest.h>

#include "alerting/alerts.hpp"
#include "reading/json.hpp"

using namespace alerting;

namespace {

std::string shipped_texts(const std::string& language) {
  std::ifstream file(tests::messages_folder() / (language + ".json"));
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// "/cases/claimed/title" and so on.
void collect_paths(const reading::Json& json, const std::string& path,
                   std::set<std::string>& paths) {
  paths.insert(path);
  for (std::size_t i = 0; i < json.keys.size(); ++i) {
    collect_paths(json.items[i], path + "/" + json.keys[i], paths);
  }
}

std::set<std::string> key_paths(const std::string& language) {
  std::set<std::string> paths;
  collect_paths(reading::parse_json(shipped_texts(language), reading::our_files).value(), "",
                paths);
  return paths;
}

std::string changed(const std::string& from, const std::string& to) {
  std::string text = shipped_texts("en");
  const std::size_t found = text.find(from);
  REQUIRE(found != std::string::npos);
  text.replace(found, from.size(), to);
  const auto texts = parse_texts(text, "en.json");
  return texts ? "accepted" : model::to_string(texts.error().front());
}

}  // namespace

TEST_CASE("every shipped language loads, and all have the same keys") {
  const auto english = key_paths("en");
  CHECK(english.size() > 100);
  for (const std::string language : {"en", "fr"}) {
    CAPTURE(language);
    const auto texts = load_texts(tests::messages_folder(), language);
    REQUIRE(texts);
    CHECK(texts->language == language);
    CHECK(key_paths(language) == english);
  }
}

TEST_CASE("French text has its typography: no-break spaces and curly apostrophes") {
  const std::string french = shipped_texts("fr");
  for (const char* wrong : {" :", " ;", " ?", " !", " »", "« ", "l'", "n'", "d'", "s'"}) {
    std::size_t found = french.find(wrong);
    CAPTURE(std::string(wrong));
    CHECK(found == std::string::npos);
  }
}

TEST_CASE("a mistake in the texts is told with its place and what is allowed") {
  CHECK(changed("{handle} on {platform} was taken", "{handel} on {platform} was taken") ==
        "en.json:6:16: /cases/claimed/title: no placeholder here is '{handel}' (did you mean "
        "'handle'?)");
  CHECK(changed("\"title\": \"Our own connection seems", "\"title\": \"{handle}: Our own")
            .find("no placeholder here is '{handle}'") != std::string::npos);
  CHECK(changed("\"also\": \"Also:\"", "\"also\": \"Also {\"").find("a '{' stands alone") !=
        std::string::npos);
  CHECK(changed("\"also\": \"Also:\"", "\"also\": \"\"").find("is empty") != std::string::npos);
  CHECK(changed("\"also\": \"Also:\",", "").find("'also' is missing") != std::string::npos);
  CHECK(changed("\"also\"", "\"alsoo\"").find("'also' is missing") != std::string::npos);
  CHECK(changed("\"also\":", "\"more_two\": \"x\", \"also\":").find("unknown key 'more_two'") !=
        std::string::npos);
  CHECK(changed("Also:", "Also:\\n").find("line break") != std::string::npos);
}

TEST_CASE("what the journal explains is read as strictly, where a language has it") {
  CHECK(changed("\"subject\": \"A handle became free\"", "\"subject\": \"\"")
            .find("/journal/released/subject: is empty") != std::string::npos);
  CHECK(changed("Nobody holds {handle}", "Nobody holds {handel}")
            .find("/journal/released/text: no placeholder here is '{handel}'") !=
        std::string::npos);
  CHECK(changed("\"subject\": \"A handle became free\",", "").find("'subject' is missing") !=
        std::string::npos);
  CHECK(changed("What this channel is owed waits", "{handle} waits")
            .find("/journal/channel-down/text: no placeholder here is '{handle}'") !=
        std::string::npos);
  CHECK(changed("\"journal\": {", "\"journal\": {\"test\": {},").find("unknown key 'test'") !=
        std::string::npos);
  std::string text = shipped_texts("en");
  text.erase(text.find(",\n  \"journal\": {"));
  CHECK(parse_texts(text + "}", "de.json"));
}

TEST_CASE("a language without texts is refused with those there are") {
  const auto texts = load_texts(tests::messages_folder(), "de");
  REQUIRE_FALSE(texts);
  CHECK(texts.error().front().message == "no texts for the language 'de' (there are: en, fr)");
}
