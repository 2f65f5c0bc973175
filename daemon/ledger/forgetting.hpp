// Takes an account out of everything the ledger holds, exactly: the id of one platform and server,
// wherever it stands, and with it what its owner wrote of himself. What happened stays. Called
// within a transaction.
#pragma once

#include <string>
#include <vector>

namespace soci {
class session;
}

namespace ledger {

struct Account {
  std::string platform;
  std::string server;  // base URL; empty for one service
  std::string id;
};

struct Forgotten {
  long long rows = 0;  // that held it
  // Handles that people declared ours by this account: they stay so, for a pinned id is never
  // dropped but by who pinned it (contract, 'Truth' 9).
  std::vector<std::string> still_ours;
};

Forgotten forget_account(soci::session& sql, const Account& account);

}  // namespace ledger
