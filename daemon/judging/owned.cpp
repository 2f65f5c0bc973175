#include "judging/owned.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "reading/csv.hpp"
#include "reading/number.hpp"
#include "text/name.hpp"
#include "text/nearest.hpp"
#include "text/visible.hpp"

namespace judging {
namespace {

std::string key(std::string_view platform, std::string_view server, std::string_view handle) {
  return fmt::format("{}\n{}\n{}", platform, server, handle);
}

// "mastodon@https://example.org" -> id and server.
void split_platform(std::string_view written, OwnedHandle& owned) {
  const std::size_t at = written.find('@');
  owned.platform = written.substr(0, at);
  if (at != std::string_view::npos) owned.server = written.substr(at + 1);
}

}  // namespace

model::Result<std::vector<OwnedHandle>> parse_owned(std::string_view text, std::string_view file) {
  const auto table = reading::parse_csv(text, file);
  if (!table) return model::refused(table.error());
  static const std::vector<std::string> known = {"platform", "handle", "account_id"};
  model::Problems problems;
  const auto report = [&](int line, std::string message) {
    problems.push_back({std::string(file), line, 0, "", std::move(message)});
  };
  for (const std::string& column : table->header) {
    if (std::find(known.begin(), known.end(), column) == known.end()) {
      report(1, fmt::format("unknown column '{}'{}", text::visible(column),
                            text::suggestion(column, known)));
    }
  }
  const int platform = table->column("platform");
  const int handle = table->column("handle");
  const int account = table->column("account_id");
  if (platform < 0)
    report(1, "column 'platform' is missing; the header is platform,handle,account_id");
  if (handle < 0) report(1, "column 'handle' is missing; the header is platform,handle,account_id");
  if (!problems.empty()) return model::refused(std::move(problems));

  std::vector<OwnedHandle> owned;
  for (const reading::CsvRow& row : table->rows) {
    OwnedHandle entry;
    entry.line = row.line;
    const auto cell = [&](int column, const auto& read) {
      std::string why;
      const auto text = column < 0 ? std::optional<std::string>("")
                                   : read(row.fields[static_cast<std::size_t>(column)], why);
      if (!text) report(row.line, why);
      return text.value_or("?");
    };
    split_platform(cell(platform, text::pasted), entry);
    entry.handle = cell(handle, text::name_written);
    const std::string id = cell(account, text::pasted);
    if (!id.empty()) entry.account_id = id;
    if (entry.platform.empty()) report(row.line, "no platform; an id, ID@SERVER or * is needed");
    if (entry.handle.empty()) report(row.line, "no handle");
    owned.push_back(std::move(entry));
  }
  if (!problems.empty()) return model::refused(std::move(problems));
  return owned;
}

bool OwnedHandles::add(std::string platform, std::string server, std::string canonical,
                       std::optional<std::string> account_id) {
  auto& known = entries_[key(platform, server, canonical)];
  if (!account_id) return true;
  account_id = reading::canonical_id(*account_id);
  if (known) return *known == *account_id;
  handles_[key(platform, server, *account_id)].insert(std::move(canonical));
  known = std::move(account_id);
  return true;
}

const std::optional<std::string>* OwnedHandles::find(const model::Target& target) const {
  for (const std::string& server : {target.server.value_or(""), std::string()}) {
    const auto found = entries_.find(key(target.platform, server, target.handle));
    if (found != entries_.end()) return &found->second;
  }
  return nullptr;
}

bool OwnedHandles::has_elsewhere(const model::Target& target, const std::string& account_id) const {
  for (const std::string& server : {target.server.value_or(""), std::string()}) {
    const auto found = handles_.find(key(target.platform, server, account_id));
    if (found == handles_.end()) continue;
    const std::set<std::string>& handles = found->second;
    if (handles.size() > 1 || !handles.contains(target.handle)) return true;
  }
  return false;
}

}  // namespace judging
