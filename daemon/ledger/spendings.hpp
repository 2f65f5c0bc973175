// What was spent on platforms that cost money or have a budget, over restarts.
#pragma once

#include <string>
#include <vector>

#include "ledger/failure.hpp"
#include "model/instant.hpp"

namespace ledger {

struct Spent {
  long long id = 0;
  model::Instant at{};
  long long millionths = 0;  // of the currency's unit, or of a request
};

class Spendings {
 public:
  explicit Spendings(Database& database) : database_(database) {}

  // Oldest first; `currency` is empty for requests.
  std::vector<Spent> since(const std::string& platform, const std::string& currency,
                           model::Instant at);
  // On the disk before it returns: whatever happens then, the money is known to be spent.
  long long add(const std::string& platform, const std::string& currency, model::Instant at,
                long long millionths);
  void correct(long long id, long long millionths);
  // At most so many; whether there are more.
  bool forget_before(model::Instant at, int most);

 private:
  Database& database_;
};

}  // namespace ledger
