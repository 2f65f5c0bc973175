#include "platforms/pages.hpp"

#include <doctest/doctest.h>

#include "platforms/reading_platforms.hpp"

namespace {

bool pages(std::string_view rule) {
  const std::string rules = fmt::format(
      R"({{"status":200,"json":{{"/id":{{"exists":true}}}},"then":"claimed"}},{})", rule);
  return platforms::reads_pages(tests::ruled(rules));
}

}  // namespace

TEST_CASE(
    "a platform is one of pages where a text or a redirect decides, and not by data or status") {
  struct Row {
    const char* rule;
    bool pages;
  };
  const Row rows[] = {
      {R"({"status":200,"body":"<title>@{handle}</title>","then":"claimed"})", true},
      {R"({"status":404,"body":"nobody","then":"available"})", true},
      {R"({"status":403,"body":"closed","then":"suspended"})", true},
      {R"({"status":302,"then":"available"})", true},
      {R"({"status":"3xx","then":"available"})", true},
      {R"({"location":"/gone$","then":"available"})", true},
      {R"({"status":404,"then":"available"})", false},
      {R"({"status":[302,404],"then":"available"})", false},
      {R"({"status":404,"json":{"/error":"none"},"body":"nobody","then":"available"})", false},
      {R"({"status":404,"header":{"x-user":"none"},"then":"available"})", false},
      // These decide nothing.
      {R"({"status":200,"body":"slow down","then":"unknown:rate-limited"})", false},
      {R"({"status":400,"body":"no such spelling","then":"invalid"})", false},
      {R"({"status":302,"then":"unknown:ambiguous"})", false},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.rule));
    CHECK(pages(row.rule) == row.pages);
  }
}
