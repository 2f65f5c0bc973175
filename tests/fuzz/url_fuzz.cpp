// Any text that is taken for a URL, a host, a server, or a name that somebody wrote.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "net/url.hpp"
#include "platforms/base_url.hpp"
#include "platforms/redirects.hpp"
#include "text/host.hpp"
#include "text/name.hpp"
#include "text/utf8.hpp"
#include "text/visible.hpp"

namespace {

void demand(bool holds) {
  if (!holds) std::abort();
}

void write_name(std::string_view text) {
  std::string why;
  const auto name = text::name_written(text, why);
  demand(name.has_value() || !why.empty());
  if (!name) return;
  std::string again;
  demand(text::is_utf8(*name));
  demand(text::visible(*name) == *name);
  // An '@' may stand before another.
  if (!name->starts_with('@')) demand(text::name_written(*name, again) == name);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const std::string wire = text::url_on_wire(text);
  demand(text::url_on_wire(wire) == wire);
  if (const auto host = text::host_on_wire(text)) demand(text::host_on_wire(*host) == host);
  if (const auto base = platforms::base_url(text)) {
    demand(platforms::base_url(*base) == base);
    demand(net::parse_url(*base).has_value());
  }
  net::parse_url(text);
  net::absolute_url("https://a.example/b?c#d", text);
  platforms::page_of(text);
  write_name(text);
  return 0;
}
