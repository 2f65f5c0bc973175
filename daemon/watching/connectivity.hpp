// Whether the fault is ours (contract, 'Truth' 8): of the platforms asked last, over half could not
// be reached. Pure; what is older than a platform's own rhythm says nothing about now.
#pragma once

#include <map>
#include <string>

#include "model/instant.hpp"

namespace watching {

// How long a look tells about now: a little longer than to the next one, however long that takes.
// Where looks are seconds apart, those at what cannot be reached are not, for each waits for its
// time-outs.
model::Milliseconds validity(model::Milliseconds every);

class Connectivity {
 public:
  // A platform was asked, on one of its servers; `valid`: how long that tells about now.
  void asked(const std::string& platform, const std::string& server, bool reached,
             model::Instant at, model::Milliseconds valid);
  // Whether it was there when it was asked last; also where it never was.
  bool reaches(const std::string& platform, const std::string& server) const;
  bool is_self_blind(model::Instant now) const;
  // Whether blindness that was told goes on: after a restart little was asked yet, and that ends
  // only where as many were reached as were not.
  bool may_still_be_blind(model::Instant now) const;

 private:
  struct Platforms {
    std::size_t known = 0;
    std::size_t lost = 0;
  };
  Platforms count(model::Instant now) const;

  struct Last {
    bool reached = true;
    model::Instant at{};
    model::Milliseconds valid{0};
  };
  std::map<std::pair<std::string, std::string>, Last> last_;  // by platform and server
};

}  // namespace watching
