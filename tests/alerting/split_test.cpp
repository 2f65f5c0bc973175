#include "alerting/split.hpp"

#include <doctest/doctest.h>

using alerting::Split;

namespace {

// A full event takes three lines, a named one a line: so many have room.
auto fits_in(std::size_t lines) {
  return [lines](Split part) { return part.named + 2 * part.full <= lines; };
}

// The plain reading of the header's words.
Split looked_for(std::size_t events, std::size_t most_full, std::size_t lines) {
  if (events == 1) return {1, 1};
  Split found;
  while (found.named < events && fits_in(lines)({0, found.named + 1})) ++found.named;
  while (found.full < found.named && found.full < most_full &&
         fits_in(lines)({found.full + 1, found.named})) {
    ++found.full;
  }
  return found;
}

}  // namespace

TEST_CASE("as many as fit are named, and then as many of those as fit are told in full") {
  for (std::size_t events = 1; events < 14; ++events) {
    for (std::size_t most_full = 0; most_full < 8; ++most_full) {
      for (std::size_t lines = 0; lines < 45; ++lines) {
        const Split found = alerting::split(events, most_full, fits_in(lines));
        const Split expected = looked_for(events, most_full, lines);
        CHECK(found.named == expected.named);
        CHECK(found.full == expected.full);
      }
    }
  }
}

TEST_CASE("the search asks seldom, never for none, and for nothing beyond the most") {
  std::size_t asked = 0;
  const std::size_t found = alerting::largest(1'000, [&](std::size_t k) {
    CHECK(k > 0);
    CHECK(k <= 1'000);
    ++asked;
    return k <= 617;
  });
  CHECK(found == 617);
  CHECK(asked <= 10);
  CHECK(alerting::largest(0, [](std::size_t) { return true; }) == 0);
}
