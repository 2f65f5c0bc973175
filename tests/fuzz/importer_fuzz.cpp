// Any bytes as a site list of the three tools, in both forms: every site imported or refused with a
// note, and fit to be asked; and whatever can be written as a definition loads as the same one.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <set>

#include "importing/foreign_list.hpp"
#include "platforms/controls.hpp"
#include "platforms/definition_writer.hpp"
#include "platforms/loader.hpp"
#include "platforms/read.hpp"

namespace {

void hold(bool good) {
  if (!good) std::abort();
}

void check_site(const platforms::Definition& site) {
  hold(site.asks.size() == 1);
  // Those that are off may forbid them, but none is asked.
  hold(platforms::admits_random_controls(site));
  const auto controls = platforms::claimed_controls(site, "", {}).handles;
  hold(!controls.empty() && site.grammar.admits(controls[0]));
  const net::Request request = platforms::compose(site, site.asks[0], {}, controls);
  hold(request.url.starts_with("http") && request.redirects <= 3);
  net::Reply refusal;
  refusal.head.status = 429;
  const auto readings = platforms::read(site, site.asks[0], {}, controls, refusal);
  hold(readings.size() == controls.size());
}

void check_file(const platforms::Definition& site) {
  const auto text = platforms::definition_text(site);
  if (!text) return;
  const auto loaded = platforms::load_definition(*text, "fuzz.json", site.id);
  if (!loaded) return;
  const auto again = platforms::definition_text(*loaded);
  hold(again.has_value() && *again == *text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto json = reading::parse_json(text, reading::foreign_files, "fuzz.json");
  const auto kind = json ? importing::list_kind(*json) : std::nullopt;
  if (!kind) return 0;
  for (const auto form : {importing::Form::as_listed, importing::Form::as_file}) {
    const auto list = importing::import_list(*kind, *json, text, "fuzz.json", form);
    hold(list.listed == list.sites.size() + list.refused && list.all.size() == list.listed);
    hold(list.refused <= list.problems.size());
    std::set<std::string> ids;
    for (const platforms::Definition& site : list.sites) {
      hold(!site.id.empty() && ids.insert(site.id).second);
      check_site(site);
      if (form == importing::Form::as_file) check_file(site);
    }
  }
  return 0;
}
