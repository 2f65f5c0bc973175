// The claimed controls that their platforms do not show any more, and since when (contract, 'Truth'
// 2): of a platform and its server, for all watches.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "judging/gone_control.hpp"
#include "ledger/failure.hpp"

namespace ledger {

class Database;

class Controls {
 public:
  explicit Controls(Database& database) : database_(database) {}

  // Those that were available at last, gone or not, by name.
  std::vector<judging::AbsentControl> absent(const std::string& platform,
                                             const std::string& server);
  // These are there.
  void seen_present(const std::string& platform, const std::string& server,
                    const std::set<std::string>& handles);
  // A sweep that began then saw these available while another one was claimed.
  void seen_absent(const std::string& platform, const std::string& server,
                   const std::set<std::string>& handles, model::Instant sweep_began,
                   model::Instant now);

 private:
  Database& database_;
};

}  // namespace ledger
