#include "reading/number.hpp"

#include <string>
#include <vector>

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

TEST_CASE("too big is what the parser refuses for its size") {
  const auto nines = [](std::size_t count) { return std::string(count, '9'); };
  const auto zeros = [](std::size_t count) { return std::string(count, '0'); };
  std::vector<std::string> wholes = {"0",
                                     "1",
                                     "80",
                                     "12345678901234567",
                                     "123456789012345678",
                                     "1234567890123456789",
                                     "18446744073709551615",
                                     "18446744073709551616",
                                     '1' + zeros(308),
                                     "16" + nines(307),
                                     "18" + zeros(307),
                                     '1' + zeros(309),
                                     '1' + zeros(400)};
  const std::string fractions[] = {"",
                                   ".0",
                                   ".5",
                                   ".12345678901234567",
                                   ".123456789012345678",
                                   "." + zeros(30) + "12345678901234567890",
                                   "." + nines(400)};
  std::vector<std::string> exponents = {"",
                                        "e5",
                                        "E+005",
                                        "e-5",
                                        "e-999999999",
                                        "e999999999",
                                        "e99999999999999999999999",
                                        "e0000000000000000000000309"};
  for (int exponent = 300; exponent < 360; ++exponent) {
    exponents.push_back("e" + std::to_string(exponent));
  }
  for (const char* sign : {"", "-"}) {
    for (const std::string& whole : wholes) {
      for (const std::string& fraction : fractions) {
        for (const std::string& exponent : exponents) {
          const std::string written = sign + whole + fraction + exponent;
          CAPTURE(written);
          const bool is_taken = reading::parse_json(written, reading::answers).has_value();
          CHECK(reading::is_too_big(written) == !is_taken);
        }
      }
    }
  }
}

TEST_CASE("what is no number is not too big") {
  for (const char* written : {"", "-", "1e", "1e+", "1.", ".5e999", "01e999", "1e999-5", "1e999.5",
                              "--1e999", "+1e999", "1.e999", "e999"}) {
    CAPTURE(std::string(written));
    CHECK_FALSE(reading::is_too_big(written));
  }
}
