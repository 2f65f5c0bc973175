// The handles that are ours, as a person lists them: a CSV `platform,handle[,account_id]`.
//
// With an account id, ours means that id. Without, the handle is ours but unconfirmed, and the
// first id seen is proposed. Platform `*` stands for any.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "model/observation.hpp"
#include "model/problem.hpp"

namespace judging {

struct OwnedHandle {
  std::string platform;  // id, or "*"
  std::string server;    // as written after '@' in the platform column; empty: any
  std::string handle;    // as typed, without a leading '@'
  std::optional<std::string> account_id;
  int line = 0;
};

model::Result<std::vector<OwnedHandle>> parse_owned(std::string_view text, std::string_view file);

// Owned handles by platform, server and canonical handle. An entry without a server holds on all.
class OwnedHandles {
 public:
  // An id that is listed is not lost to a row without one, such as `*,acme` beside `x,acme,12`.
  // False: another id is listed already, and stays.
  bool add(std::string platform, std::string server, std::string canonical,
           std::optional<std::string> account_id);

  // The entry for a target, or null. The account id inside is empty for an unconfirmed one.
  const std::optional<std::string>* find(const model::Target& target) const;
  // Whether the account is listed as ours there, at another handle.
  bool has_elsewhere(const model::Target& target, const std::string& account_id) const;
  bool empty() const { return entries_.empty(); }

 private:
  std::map<std::string, std::optional<std::string>> entries_;
  std::map<std::string, std::set<std::string>> handles_;  // by platform, server and account
};

}  // namespace judging
