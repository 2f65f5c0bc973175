// The handles that people declared ours, beside those of the configuration.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "judging/owned.hpp"
#include "ledger/incidents.hpp"

namespace ledger {

class Owned {
 public:
  explicit Owned(Database& database) : database_(database) {}

  // Those on one platform and server.
  std::vector<judging::OwnedHandle> of(const std::string& platform, const std::string& server);
  // `account_id` empty: free until now, or whoever holds it is ours. An incident about it ends.
  void add(const judging::OwnedHandle& handle, const Decision& decision);

 private:
  Database& database_;
};

}  // namespace ledger
