// Any bytes as a template: never a crash, and what parses expands to what it promises.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>

#include "naming/generator.hpp"
#include "naming/template.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static naming::DatasetStore datasets({HANDLEWATCH_PATTERNS "/datasets"});
  const std::string_view written(reinterpret_cast<const char*>(data), size);
  const auto parsed = naming::parse_template(written, datasets);
  if (!parsed) {
    if (parsed.error().empty() || parsed.error()[0].message.empty()) std::abort();
    return 0;
  }
  const bool can_repeat = parsed->can_repeat();
  naming::Generator generator(*parsed);
  std::string handle;
  std::set<std::string> given;
  std::uint64_t count = 0;
  while (count < 1000 && generator.next(handle)) {
    ++count;
    if (handle.empty() || generator.slots().size() != parsed->slots.size()) std::abort();
    if (!given.insert(handle).second && !can_repeat) std::abort();
  }
  if (count < 1000 && count != parsed->count()) std::abort();
  return 0;
}
