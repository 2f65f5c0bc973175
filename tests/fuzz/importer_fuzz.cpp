// Any bytes as a WhatsMyName list: every site imported or refused with a note, and fit to be asked.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <set>

#include "platforms/controls.hpp"
#include "platforms/read.hpp"
#include "platforms/whatsmyname.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto json = reading::parse_json(text, reading::foreign_files, "fuzz.json");
  if (!json || !platforms::is_whatsmyname(*json)) return 0;
  const auto list = platforms::import_whatsmyname(*json, text, "fuzz.json");
  if (list.listed != list.sites.size() + list.refused) std::abort();
  if (list.refused > list.problems.size()) std::abort();
  std::set<std::string> ids;
  net::Reply missing;
  missing.head.status = 429;
  for (const platforms::Definition& site : list.sites) {
    if (site.id.empty() || !ids.insert(site.id).second || site.asks.size() != 1) std::abort();
    if (!platforms::admits_random_controls(site)) std::abort();
    const auto controls = platforms::claimed_controls(site, 0, "", {}).handles;
    if (controls.empty() || !site.grammar.admits(controls[0])) std::abort();
    const net::Request request = platforms::compose(site, site.asks[0], {}, controls);
    if (!request.url.starts_with("http") || request.redirects != 0) std::abort();
    const auto readings = platforms::read(site, site.asks[0], {}, controls, missing);
    if (readings.size() != controls.size()) std::abort();
  }
  return 0;
}
