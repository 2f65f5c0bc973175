#include "running/status_line.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "text/counted.hpp"
#include "text/time.hpp"

namespace running {
namespace {

std::string next_of(const watching::Outlook& outlook, model::Instant now) {
  if (outlook.under_way > 0) return fmt::format("{} under way", outlook.under_way);
  if (!outlook.next) return "no sweep";
  const auto wait = std::max<model::Milliseconds>(*outlook.next - now, model::Milliseconds(0));
  return "next sweep in " + text::spoken(wait);
}

std::string counted(long long count, std::string_view thing) {
  return text::counted(static_cast<std::uint64_t>(std::max(count, 0LL)), thing);
}

}  // namespace

std::string status_line(const watching::Outlook& outlook, long long open_incidents,
                        const std::string& trouble, model::Instant now) {
  std::string line =
      fmt::format("{}, {}, {}", next_of(outlook, now), counted(outlook.targets, "target"),
                  counted(open_incidents, "incident"));
  if (outlook.self_blind) line += ", self-blind";
  if (!trouble.empty()) line += ", " + trouble;
  return line;
}

}  // namespace running
