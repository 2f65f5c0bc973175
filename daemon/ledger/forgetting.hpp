// Takes an account out of everything the ledger holds, exactly: the id of one platform and server,
// wherever it stands, and with it what its owner wrote of himself. What happened stays. Called
// within a transaction.
#pragma once

#include <string>
#include <vector>

#include <soci/soci.h>

namespace ledger {

struct Account {
  std::string platform;
  std::string server;  // base URL; empty for one service
  std::string id;
};

struct Forgotten {
  long long rows = 0;                 // that held it
  std::vector<std::string> disowned;  // handles that people had declared ours with this account
};

Forgotten forget_account(soci::session& sql, const Account& account);

}  // namespace ledger
