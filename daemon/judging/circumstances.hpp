// What is known of a target beside an answer about it, and beside what is believed of it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "judging/belief.hpp"

namespace judging {

// What an answer was asked for: with all others, or because somebody awaits a second look.
enum class Occasion { sweep, second_look };

struct Circumstances {
  model::Instant now{};
  model::Milliseconds confirm{120'000};
  Occasion occasion = Occasion::sweep;
  long long sweep = 1;                  // of the unit: the one under way, else the next
  std::size_t lies = 0;                 // caught on the platform lately
  bool is_owned = false;                // listed as ours, or decided to be
  std::optional<std::string> owned_id;  // the account id that is listed
  bool is_our_account = false;          // the account that is shown is ours at another handle
  bool is_variant = false;              // a look-alike of an expected handle
  bool has_open_incident = false;
  std::optional<Dismissal> dismissed;
  // How long the platform keeps a handle back whose account is gone; max(): for ever. None: it does
  // not, as far as is known.
  std::optional<model::Milliseconds> held_back;
  bool moved = false;    // the account that was here is believed to be at another handle now
  bool arrived = false;  // the account that is here now has left another handle of the unit
  bool unsettled =
      false;  // an account is seen here and at another handle: the other end is awaited
  // Reserved, where nobody was shown: we know it now, and it may always have been so.
  bool better_known = false;
  bool many_lost = false;  // the loss that is pending is one of many of its sweep
};

// Ours, or listed as ours: what becomes of it is told as of ours.
bool is_about_us(const TargetState& was, const Circumstances& circumstances);

}  // namespace judging
