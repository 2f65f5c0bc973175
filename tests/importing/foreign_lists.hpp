// What the tests of the importers share: a hand-made list of tests/importing/lists, read once, and
// short ways to its sites and to what was said of them.
#pragma once

#include "importing/foreign_list.hpp"
#include "platforms/reading_platforms.hpp"

namespace tests {

class ForeignList {
 public:
  explicit ForeignList(const std::string& file, importing::Form form = importing::Form::as_listed) {
    const std::string text = contents(file);
    const auto json = reading::parse_json(text, reading::foreign_files, file);
    REQUIRE(json.has_value());
    const auto kind = importing::list_kind(*json);
    REQUIRE(kind.has_value());
    list_ = importing::import_list(*kind, *json, text, file, form);
  }

  const importing::ImportedList& list() const { return list_; }

  const platforms::Definition& site(std::string_view id) const {
    const auto found = std::find_if(list_.sites.begin(), list_.sites.end(),
                                    [&](const auto& one) { return one.id == id; });
    REQUIRE_MESSAGE(found != list_.sites.end(), std::string(id));
    return *found;
  }

  // "weakened: why\n", "refused: /key why\n".
  std::string notes_about(std::string_view name) const {
    std::string notes;
    for (const std::string& note : list_.notes) {
      if (note.starts_with(fmt::format("{}: ", name))) notes += note.substr(name.size() + 2) + '\n';
    }
    for (const model::Problem& problem : list_.problems) {
      if (!problem.message.starts_with(fmt::format("{}: ", name))) continue;
      CHECK(problem.line > 1);
      notes += fmt::format("refused: {} {}\n", problem.path.substr(problem.path.rfind('/')),
                           problem.message.substr(name.size() + 2));
    }
    return notes;
  }

  std::string said(std::string_view id, int status, std::string_view body) const {
    return tests::said(site(id), reply(status, "text/html", body), {"ada"});
  }

  // At a redirect that was not followed.
  std::string moved(std::string_view id, const std::string& location,
                    const std::string& handle = "ada") const {
    net::Reply reply = tests::reply(302, "text/html", "");
    reply.head.location = location;
    reply.effective_url = composed(id, handle).url;
    return tests::said(site(id), reply, {handle});
  }

  // At the end of redirects that were followed.
  std::string led_to(std::string_view id, const std::string& url, int status,
                     std::string_view body) const {
    net::Reply reply = tests::reply(status, "text/html", body);
    reply.effective_url = url;
    return tests::said(site(id), reply, {"ada"});
  }

  net::Request composed(std::string_view id, const std::string& handle) const {
    const std::vector<std::string> handles = {handle};
    return platforms::compose(site(id), site(id).asks[0], {"", nullptr, ""}, handles);
  }

  bool admits(std::string_view id, std::string_view handle) const {
    return platforms::canonical(site(id), handle).admitted;
  }

 private:
  importing::ImportedList list_;
};

}  // namespace tests
