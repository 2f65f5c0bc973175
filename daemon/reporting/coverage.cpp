#include "reporting/coverage.hpp"

#include <algorithm>

namespace reporting {
namespace {

std::size_t& counted_in(Coverage& row, const model::Observation& seen) {
  switch (seen.status) {
    case model::Status::claimed:
      return seen.holder == model::Holder::ours ? row.ours : row.strangers;
    case model::Status::available: return row.free;
    case model::Status::suspended:
    case model::Status::reserved: return row.closed;
    case model::Status::invalid: return row.impossible;
    case model::Status::unknown: break;
  }
  return row.unknown;
}

}  // namespace

std::vector<Coverage> coverage(const std::vector<model::Observation>& observations) {
  std::vector<Coverage> rows;
  for (const model::Observation& seen : observations) {
    const std::string server = seen.target.server.value_or("");
    const auto is_it = [&](const Coverage& row) {
      return row.platform == seen.target.platform && row.server == server;
    };
    auto row = std::find_if(rows.rbegin(), rows.rend(), is_it);
    if (row == rows.rend()) {
      Coverage added;
      added.platform = seen.target.platform;
      added.server = server;
      rows.push_back(std::move(added));
      row = rows.rbegin();
    }
    ++counted_in(*row, seen);
  }
  return rows;
}

}  // namespace reporting
