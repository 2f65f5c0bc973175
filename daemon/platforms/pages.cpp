#include "platforms/pages.hpp"

#include <algorithm>

namespace platforms {
namespace {

bool is_redirect(const StatusRange& range) {
  return range.least >= 300 && range.most <= 399;
}

bool reads_page(const Rule& rule) {
  const bool decides = rule.then.status && is_evidence(*rule.then.status);
  const bool by_redirect =
      !rule.status.empty() && std::all_of(rule.status.begin(), rule.status.end(), is_redirect);
  const bool is_data = rule.looks_at_json();
  return decides && !is_data && (!rule.body.empty() || rule.location || by_redirect);
}

}  // namespace

bool reads_pages(const Definition& definition) {
  return std::any_of(definition.asks.begin(), definition.asks.end(), [](const Ask& ask) {
    return std::any_of(ask.rules.begin(), ask.rules.end(), reads_page);
  });
}

}  // namespace platforms
