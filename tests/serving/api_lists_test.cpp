// What the API reads out: incidents, histories, exports and copies; and what it forgets.
#include <filesystem>

#include <unistd.h>

#include "serving/office.hpp"

using model::IncidentState;
using model::Status;
using reading::Json;
using serving::Response;
using tests::Office;
using tests::text_of;
using tests::Watched;
using namespace std::chrono_literals;

TEST_CASE("incidents come newest first, by state, a page at a time") {
  Office office;
  office.ask("POST", "/v1/incidents/1/ack");
  const Response all = office.ask("GET", "/v1/incidents", "", {{"state", ""}, {"before", ""}});
  REQUIRE(all.body.find("incidents")->items.size() == 2);
  CHECK(all.body.find("incidents")->items[0].find("id")->text == "2");
  CHECK(all.body.find("next")->is(Json::Kind::null));
  const Response open = office.ask("GET", "/v1/incidents", "", {{"state", "open"}});
  REQUIRE(open.body.find("incidents")->items.size() == 1);
  CHECK(open.body.find("incidents")->items[0].find("id")->text == "2");
  CHECK(office.ask("GET", "/v1/incidents", "", {{"before", "1"}})
            .body.find("incidents")
            ->items.empty());

  for (int i = 0; i < 1'100; ++i) {
    office.w.sure("many" + std::to_string(i), Status::claimed, "m" + std::to_string(i));
  }
  std::vector<long long> ids;
  std::string before;
  int pages = 0;
  do {
    const Response page = office.ask("GET", "/v1/incidents", "", {{"before", before}});
    for (const Json& one : page.body.find("incidents")->items) {
      ids.push_back(std::stoll(one.find("id")->text));
    }
    before = page.body.find("next")->text;
    REQUIRE(++pages < 5);
  } while (!before.empty());
  CHECK(pages == 2);
  REQUIRE(ids.size() == 1'102);
  for (std::size_t i = 0; i < ids.size(); ++i) CHECK(ids[i] == 1'102 - static_cast<long long>(i));
}

TEST_CASE("the history of a handle is that of this handle") {
  Office office;
  const Response reply = office.ask("GET", "/v1/history", "", {{"handle", "pn02"}});
  REQUIRE(reply.body.find("history")->items.size() == 1);
  CHECK(reply.body.find("history")->items[0].find("account_id")->text == "13");
  CHECK(
      office.ask("GET", "/v1/history", "", {{"handle", "pn"}}).body.find("history")->items.empty());
}

TEST_CASE("an account is forgotten on the platform that is said, and what is ours by it is named") {
  Office office;
  office.ask("POST", "/v1/own", R"({"platform":"bluesky","handle":"pn44","account_id":"13"})");
  CHECK(text_of(office.ask("POST", "/v1/ledger/forget",
                           R"({"account":"13","platform":"codeberg","server":""})"),
                "rows") == "0");
  const Response reply =
      office.ask("POST", "/v1/ledger/forget", R"({"account":"13","platform":"bluesky"})");
  CHECK(text_of(reply, "rows") == "4");  // belief, change, incident, event
  REQUIRE(reply.body.find("still_ours")->items.size() == 1);
  CHECK(reply.body.find("still_ours")->items[0].text == "pn44");
}

TEST_CASE("an export is made of pages that leave nothing out and say nothing twice") {
  Office office;
  office.w.ledger->units.get({"police", "empty", ""});
  office.w.unit = office.w.ledger->units.get({"police", "github", ""});
  for (int i = 0; i < 2'001; ++i) office.w.see("g" + std::to_string(i), Status::available);
  office.ask("POST", "/v1/incidents/1/ack");
  std::map<std::string, int> rows;
  std::string from;
  int pages = 0;
  while (true) {
    const Response page = office.ask("GET", "/v1/ledger/export", "", {{"from", from}});
    REQUIRE(page.status == 200);
    for (const Json& row : page.body.find("rows")->items) ++rows[row.find("kind")->text];
    const Json& next = *page.body.find("next");
    if (next.is(Json::Kind::null)) break;
    from = next.text;
    REQUIRE(++pages < 20);
  }
  CHECK(rows == std::map<std::string, int>{
                    {"target", 2'004}, {"history", 2'004}, {"incident", 2}, {"decision", 1}});
}

TEST_CASE("a copy is made where it is said") {
  Office office;
  std::string folder = (std::filesystem::temp_directory_path() / "copy-XXXXXX").string();
  REQUIRE(::mkdtemp(folder.data()) != nullptr);
  const std::string to = folder + "/copy.db";
  CHECK(office.ask("POST", "/v1/ledger/backup", R"({"to":")" + to + R"("})").status == 200);
  CHECK(Watched::opened(to)->incidents.list().size() == 2);
  CHECK(office.ask("POST", "/v1/ledger/backup", R"({"to":")" + to + R"("})").status == 400);
  CHECK(office.ask("GET", "/v1/ledger/check").body.find("wrong")->items.empty());
  std::filesystem::remove_all(folder);
}
