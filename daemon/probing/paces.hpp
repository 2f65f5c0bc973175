// The paces of all roads, by platform and server: whoever asks a platform, for whichever watch and
// in whichever sweep, keeps one rate. They outlive a lane.
#pragma once

#include <map>
#include <string>
#include <tuple>

#include "platforms/definition.hpp"
#include "probing/pacer.hpp"

namespace probing {

struct Settings {
  std::optional<text::Rate> rate;  // instead of every platform's
  std::optional<int> concurrency;  // instead of every platform's
  model::Milliseconds timeout{10'000};
  std::optional<model::Moment> deadline;  // nothing starts later: unknown/rate-limited
};

// At which the road of an ask may be asked; never empty.
text::Rates rates_of(const platforms::Definition& definition, std::size_t ask,
                     const Settings& settings);

class Paces {
 public:
  // A road is an ask with a rate of its own, or all the others together.
  Pacer& of(const platforms::Definition& definition, const std::string& server, std::size_t ask,
            const Settings& settings);
  // Rates may have changed: the next request finds new ones. Not while a lane is at work.
  void forget() { pacers_.clear(); }

 private:
  std::map<std::tuple<std::string, std::string, std::size_t>, Pacer> pacers_;
};

}  // namespace probing
