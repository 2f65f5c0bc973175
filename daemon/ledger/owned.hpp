// The handles that people declared ours, beside those of the configuration.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "judging/owned.hpp"
#include "ledger/incidents.hpp"

namespace ledger {

// What becomes of an account that is pinned already, where none is named now (contract, 'Truth' 9).
enum class Pin { keep, drop };
// Whether a person says that the handle, which nobody has, is registered: whoever has it next is
// us.
enum class Registered { no, yes };

// Whose account a handle of ours is, from now on and until now, pinned or as the configuration
// lists it; none: nobody's in particular.
struct Declared {
  std::optional<std::string> account;
  std::optional<std::string> before;
  std::vector<long long> resolved;  // the incidents that ended with it
};

class Owned {
 public:
  explicit Owned(Database& database) : database_(database) {}

  // Those on one platform and server.
  std::vector<judging::OwnedHandle> of(const std::string& platform, const std::string& server);
  // `account_id` pins an account, in place of any other. Without one whoever holds it is ours,
  // unless an account is pinned and kept, or listed. An incident about it ends;
  // one about somebody else's account than the pinned one does not. Who has the handle now is
  // believed to be ours at once, unless another account is pinned.
  Declared add(const judging::OwnedHandle& handle, const Decision& decision, Pin pin = Pin::keep,
               Registered registered = Registered::no);
  // The account that is pinned to a handle.
  std::optional<std::string> pinned(const std::string& platform, const std::string& server,
                                    const std::string& handle);
  // The same, or as the configuration lists it, as far as the last look knew.
  std::optional<std::string> bound(const std::string& platform, const std::string& server,
                                   const std::string& handle);

 private:
  Database& database_;
};

}  // namespace ledger
