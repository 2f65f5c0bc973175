// The shipped datasets against Debian's iso-codes, a source that is not ours.
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <sstream>

#include "expanding.hpp"
#include "naming/filter.hpp"
#include "reading/file.hpp"
#include "reading/json.hpp"

namespace {

using Records = std::vector<std::map<std::string, std::string>>;

// The records of /usr/share/iso-codes/json/iso_NUMBER.json; none, and a word about it, when it is
// absent.
Records iso(const std::string& number) {
  const std::filesystem::path file = "/usr/share/iso-codes/json/iso_" + number + ".json";
  if (!std::filesystem::exists(file)) {
    const char* required = std::getenv("HANDLEWATCH_REQUIRE");
    const std::string names = std::string(",") + (required == nullptr ? "" : required) + ",";
    if (names.find(",iso-codes,") != std::string::npos) FAIL("iso-codes is required and not here");
    MESSAGE("skipped: " << file.string() << " is not here (Debian package iso-codes)");
    return {};
  }
  const auto text = reading::read_file(file);
  REQUIRE(text.has_value());
  const auto json = reading::parse_json(*text, reading::foreign_files, file.string());
  REQUIRE(json.has_value());
  const reading::Json* list = json->find(number);
  REQUIRE(list != nullptr);
  Records records;
  for (const reading::Json& item : list->items) {
    auto& record = records.emplace_back();
    for (std::size_t i = 0; i < item.keys.size(); ++i) record[item.keys[i]] = item.items[i].text;
  }
  return records;
}

const naming::Dataset& dataset(std::string_view name) {
  static naming::DatasetStore store = tests::shipped();
  const auto found = store.find(name);
  REQUIRE(found.has_value());
  REQUIRE(*found != nullptr);
  return **found;
}

std::string slug(const std::string& name) {
  return naming::filtered(naming::Filter::slug, name);
}

// What of ISO 3166-2 belongs to a country, by its code without the country's.
Records parts_of(const std::string& country) {
  Records parts;
  for (auto record : iso("3166-2")) {
    if (!record["code"].starts_with(country + "-")) continue;
    record["code"].erase(0, country.size() + 1);
    parts.push_back(std::move(record));
  }
  return parts;
}

// Every word of ours begins one of ISO's: 'Russia' of 'Russian Federation', 'British Virgin
// Islands'.
bool is_short_for(const std::string& ours, const std::string& official) {
  std::set<std::string> words;
  std::istringstream all(official);
  for (std::string word; all >> word;) words.insert(slug(word));
  std::istringstream mine(ours);
  for (std::string word; mine >> word;) {
    const auto near = words.lower_bound(slug(word));
    if (near == words.end() || !near->starts_with(slug(word))) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("the shipped datasets have the rows their names promise, all distinct as handles") {
  struct Row {
    const char* name;
    std::size_t rows;
    std::vector<std::string> columns;
  };
  const Row rows[] = {
      {"fr-departments", 101, {"code", "name", "region", "col", "row"}},
      {"fr-regions", 18, {"code", "iso", "name"}},
      {"countries", 249, {"code", "alpha3", "name"}},
      {"eu-countries", 27, {"code", "alpha3", "name"}},
      {"us-states", 50, {"code", "name"}},
      {"de-laender", 16, {"code", "name"}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const naming::Dataset& set = dataset(row.name);
    CHECK(set.columns == row.columns);
    CHECK(set.rows.size() == row.rows);
    std::set<std::string> slugs;
    for (const auto& fields : set.rows) {
      slugs.insert(slug(fields[static_cast<std::size_t>(set.column("name"))]));
    }
    CHECK(slugs.size() == row.rows);
    CHECK_FALSE(slugs.contains(""));
  }
  CHECK(tests::shipped().names().size() == std::size(rows));
}

TEST_CASE("each department lies in a known region and on its own tile") {
  std::set<std::string> regions;
  for (const auto& row : dataset("fr-regions").rows) regions.insert(row[2]);
  std::set<std::pair<std::string, std::string>> tiles;
  std::set<std::string> used;
  for (const auto& row : dataset("fr-departments").rows) {
    CAPTURE(row[1]);
    CHECK(regions.contains(row[2]));
    used.insert(row[2]);
    CHECK(tiles.emplace(row[3], row[4]).second);
  }
  CHECK(used == regions);
}

TEST_CASE("every member of the European Union is a row of the countries") {
  const auto& countries = dataset("countries").rows;
  const std::set<std::vector<std::string>> all(countries.begin(), countries.end());
  for (const auto& row : dataset("eu-countries").rows) CHECK(all.contains(row));
}

TEST_CASE("the countries are those of ISO 3166-1, by shorter names") {
  const Records official = iso("3166-1");
  if (official.empty()) return;
  std::map<std::string, std::vector<std::string>> ours;
  for (const auto& row : dataset("countries").rows) ours[row[0]] = row;
  CHECK(ours.size() == official.size());
  for (auto record : official) {
    CAPTURE(record["name"]);
    const auto row = ours.find(record["alpha_2"]);
    REQUIRE(row != ours.end());
    CHECK(row->second[1] == record["alpha_3"]);
    CAPTURE(row->second[2]);
    CHECK((is_short_for(row->second[2], record["name"]) ||
           slug(row->second[2]) == slug(record["common_name"])));
  }
}

TEST_CASE("the states and the Laender are those of ISO 3166-2") {
  struct Row {
    const char* dataset;
    const char* country;
    const char* type;
  };
  for (const Row& row : {Row{"us-states", "US", "State"}, Row{"de-laender", "DE", "Land"}}) {
    CAPTURE(row.dataset);
    std::set<std::vector<std::string>> official;
    for (auto part : parts_of(row.country)) {
      if (part["type"] == row.type) official.insert({part["code"], part["name"]});
    }
    if (official.empty()) continue;
    const auto& rows = dataset(row.dataset).rows;
    CHECK(std::set<std::vector<std::string>>(rows.begin(), rows.end()) == official);
  }
}

// Newer editions write 'FR-ARA' for the parent 'ARA', have a code 75C for Paris, put Alsace between
// the Grand Est and its departments, and know what lies overseas, which has codes of ISO 3166-1 of
// its own, no longer as a region 'GP' with a department '971' in it, but as '971' alone.
TEST_CASE("the departments and regions of France are those of ISO 3166-2") {
  std::map<std::string, std::map<std::string, std::string>> official;
  for (auto part : parts_of("FR")) {
    if (part["parent"].starts_with("FR-")) part["parent"].erase(0, 3);
    official[part["code"]] = part;
  }
  if (official.empty()) return;
  // ISO writes 'Guyane (française)' and 'Pays-de-la-Loire'.
  const auto same = [](const std::string& ours, const std::string& theirs) {
    return slug(ours) == slug(theirs.substr(0, theirs.find(" (")));
  };
  std::set<std::string> countries;
  for (const auto& row : dataset("countries").rows) countries.insert(row[0]);
  std::map<std::string, std::string> a_department_of;
  for (const auto& row : dataset("fr-departments").rows) a_department_of[row[2]] = row[0];

  std::map<std::string, std::string> code_of_region;
  for (const auto& row : dataset("fr-regions").rows) {
    CAPTURE(row[2]);
    code_of_region[row[2]] = row[1];
    const bool overseas = countries.contains(row[1]) && !official.contains(row[1]);
    const std::string code = overseas ? a_department_of[row[2]] : row[1];
    REQUIRE(official.contains(code));
    CHECK(same(row[2], official[code]["name"]));
  }
  std::set<std::string> codes;
  for (const auto& row : dataset("fr-departments").rows) {
    CAPTURE(row[1]);
    const std::string code = official.contains(row[0]) ? row[0] : row[0] + "C";
    REQUIRE(official.contains(code));
    codes.insert(code);
    CHECK(same(row[1], official[code]["name"]));
    std::string parent = official[code]["parent"];
    if (official[parent]["type"] == "European collectivity") parent = official[parent]["parent"];
    CHECK((parent.empty() ? row[1] == row[2] : code_of_region[row[2]] == parent));
  }
  for (auto& [key, entry] : official) {
    const std::string& code = key;
    CAPTURE(code);
    const std::string& type = entry["type"];
    const bool is_department = type.find("department") != std::string::npos ||
                               type == "Overseas unique territorial collectivity";
    if (is_department) CHECK(codes.contains(code));
  }
}
