#include "naming/generator.hpp"

#include <fstream>

#include <unistd.h>

#include "expanding.hpp"

namespace {

// Resident memory in bytes; sanitizers keep freed blocks, so handles kept for a moment count as
// well.
long resident() {
  long total = 0;
  long pages = 0;
  std::ifstream("/proc/self/statm") >> total >> pages;
  return pages * sysconf(_SC_PAGESIZE);
}

}  // namespace

TEST_CASE("ten million handles stream in order without memory being kept") {
  const naming::Template users = tests::compiled("user_{0..9999999}");
  REQUIRE_FALSE(users.can_repeat());
  naming::Generator generator(users);
  std::string handle;
  std::uint64_t count = 0;
  while (count < 1000 && generator.next(handle)) ++count;
  CHECK(handle == "user_999");
  const long before = resident();
  while (generator.next(handle)) ++count;
  CHECK(count == 10'000'000);
  CHECK(handle == "user_9999999");
  CHECK(generator.ordinal() == 9'999'999);
  CHECK(resident() - before < 4 << 20);
}

TEST_CASE("what is rewritten in place is what writing each handle anew would give") {
  for (const char* written :
       {"{a,bb,}x{fr-regions}-{98..102}-{fr-regions.name|slug}{,y}", "{1..12}{us-states}{1..12}.",
        "{{{de-laender}{08..11|initials}}}{de-laender.name}", "{a,b}{c,d}{e,f}{g,h}"}) {
    CAPTURE(written);
    const naming::Template parsed = tests::compiled(written);
    naming::Generator generator(parsed);
    std::string handle;
    std::uint64_t ordinal = 0;
    bool all_same = true;
    while (generator.next(handle)) {
      std::string anew;
      // Slots repeated for the same row stand once in slots_at, so the parts are walked instead.
      std::vector<std::uint64_t> positions(parsed.wheels.size());
      std::uint64_t rest = ordinal;
      for (std::size_t i = positions.size(); i-- > 0; rest /= parsed.wheels[i].size) {
        positions[i] = rest % parsed.wheels[i].size;
      }
      for (const naming::Part& part : parsed.parts) {
        const naming::Slot& slot = parsed.slots[part.slot];
        anew += part.literal + parsed.value(slot, positions[slot.wheel]);
      }
      all_same = all_same && anew + parsed.tail == handle && generator.ordinal() == ordinal;
      ++ordinal;
    }
    CHECK(all_same);
    CHECK(ordinal == parsed.count());
  }
}

TEST_CASE("a generator at its end stays there") {
  const naming::Template parsed = tests::compiled("{a,b}");
  naming::Generator generator(parsed);
  std::string handle;
  CHECK(generator.next(handle));
  CHECK(generator.slots() == naming::Slots{{"a,b", "a"}});
  CHECK(generator.next(handle));
  for (int i = 0; i < 3; ++i) {
    CHECK_FALSE(generator.next(handle));
    CHECK(handle == "b");
    CHECK(generator.ordinal() == 1);
  }
}
