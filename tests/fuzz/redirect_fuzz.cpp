// Any address at which followed redirects may end, of definitions that have the handle in each
// place of theirs. The first byte chooses the definition; the handle and the address are a line
// each.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "net/url.hpp"
#include "platforms/loader.hpp"
#include "platforms/redirects.hpp"

namespace {

std::vector<platforms::Definition> all() {
  std::vector<platforms::Definition> all;
  for (const std::string url :
       {"https://a.example/u/{handle}", "https://a.example/{handle}.json",
        "https://a.example/q?x=1&user=acct:{handle}@a.example", "https://{handle}.a.example/"}) {
    const std::string host = url.starts_with("https://{") ? "[a-z0-9-]{1,30}" : ".{1,30}";
    auto loaded = platforms::load_definition(
        R"({"id":"a","name":"A","profile_url":"https://a.example","handle":{"pattern":")" + host +
            R"(","fold":["case"]},"controls":{"claimed":["staff"]},"ask":[{"name":"one","get":")" +
            url + R"(","redirects":3,"rules":[{"status":200,"then":"claimed"}]}]})",
        "a.json", "");
    if (!loaded) std::abort();
    all.push_back(std::move(*loaded));
  }
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::vector<platforms::Definition> definitions = all();
  if (size == 0) return 0;
  const platforms::Definition& definition = definitions[data[0] % definitions.size()];
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t end = std::min(text.find('\n'), text.size());
  const auto spelling = platforms::canonical(definition, text.substr(0, end));
  if (!spelling.admitted) return 0;
  const std::string ended(text.substr(std::min(end + 1, text.size())));
  const std::string handles[] = {spelling.handle};
  const platforms::RequestContext road{"", nullptr, ""};
  const platforms::AskedPage asked(definition, definition.asks[0], road, handles);
  asked.left_behind(ended, spelling.handle);
  if (asked.left_behind(asked.url(), spelling.handle)) std::abort();
  if (!asked.left_behind("https://b.example/", spelling.handle)) std::abort();
  net::parse_url(ended);
  net::absolute_url(asked.url(), ended);
  return 0;
}
