#include "reading/number.hpp"

#include <doctest/doctest.h>

#include "reading/json.hpp"

using reading::canonical_number;

TEST_CASE("each number has one spelling, exact by its digits") {
  struct Row {
    const char* written;
    const char* canonical;
  };
  const Row rows[] = {
      {"0", "0"},
      {"-0", "0"},
      {"-0.0e-7", "0"},
      {"0e999999999999999999999", "0e999999999999999999999"},
      {"2", "2"},
      {"2.0", "2"},
      {"2e0", "2"},
      {"2E+0", "2"},
      {"0.2e1", "2"},
      {"200e-2", "2"},
      {"-2.50", "-2.5"},
      {"25e-1", "2.5"},
      {"1e2", "100"},
      {"1.5e2", "150"},
      {"1.25e1", "12.5"},
      {"0.001", "0.001"},
      {"1e-3", "0.001"},
      {"9007199254740993", "9007199254740993"},
      {"9007199254740993.0", "9007199254740993"},
      {"12345678901234567890123456789012345678901234567890.10",
       "12345678901234567890123456789012345678901234567890.1"},
      {"1e308", "1e308"},
      {"10e307", "1e308"},
      {"-1.5e-300", "-1.5e-300"},
      {"15e-301", "1.5e-300"},
      {"1e400", "1e400"},
      {"1e60", "1000000000000000000000000000000000000000000000000000000000000"},
      {"1e1000000001", "1e1000000001"},
      {"", ""},
      {"x", "x"},
      {"-", "-"},
      {"2x", "2x"},
      {"2e", "2e"},
      {"2e5x", "2e5x"},
      {".5", ".5"},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.written));
    CHECK(canonical_number(row.written) == row.canonical);
    CHECK(canonical_number(row.canonical) == row.canonical);
  }
}
