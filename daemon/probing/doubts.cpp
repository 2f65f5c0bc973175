#include "probing/doubts.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "reading/secret.hpp"
#include "text/join.hpp"
#include "text/time.hpp"
#include "text/visible.hpp"

namespace probing {
namespace {

std::string about_controls(const ProbeReport& probe) {
  for (const std::string& credential : probe.refused) {
    return fmt::format(
        "it refused the credential '{}': wrong, expired, or without the right or the credit",
        credential);
  }
  for (const std::string& credential : probe.lacking) {
    return fmt::format(
        "it asks for the credential '{}', which is not here: set {} or put it into "
        "$CREDENTIALS_DIRECTORY",
        credential, reading::secret_variable(credential));
  }
  if (!probe.proof) return {};
  const std::string controls = text::joined(probe.control_notes, "; ");
  if (probe.proof->blind) return "it is blind, nothing it says counts: " + controls;
  if (probe.proof->proves_nothing()) return "it proved nothing: " + controls;
  if (!probe.proof->claimed_proven) return "claimed answers are unproven: " + controls;
  if (!probe.proof->available_proven) return "available answers are unproven: " + controls;
  return {};
}

// Of many handles a few stand for all.
std::string names_of(const std::vector<RestingHandle>& resting) {
  constexpr std::size_t most = 5;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < std::min(most, resting.size()); ++i) {
    names.push_back(text::visible(resting[i].handle));
  }
  const std::string more =
      resting.size() > most ? fmt::format(" and {} more", resting.size() - most) : "";
  return text::joined(names) + more;
}

std::string about_waits(const LongWaits& waits) {
  constexpr const char* no_longer = ", and nobody is waited for longer than a day";
  std::vector<std::string> said;
  if (waits.cut) {
    said.push_back(fmt::format("it asked us to wait {}{}", text::spoken(*waits.cut), no_longer));
  }
  if (!waits.resting.empty()) {
    model::Milliseconds longest{0};
    for (const RestingHandle& one : waits.resting) longest = std::max(longest, one.asked_for);
    said.push_back(fmt::format("it asked us to leave {} alone for {}{}{}", names_of(waits.resting),
                               waits.resting.size() > 1 ? "up to " : "", text::spoken(longest),
                               longest > longest_wait ? no_longer : ""));
  }
  return text::joined(said, "; ");
}

}  // namespace

std::string doubts(const ProbeReport& probe) {
  if (!probe.our_fault.empty()) return "it was not reached: " + probe.our_fault;
  const std::string controls = about_controls(probe);
  const std::string waits = about_waits(probe.long_waits);
  return controls.empty() || waits.empty() ? controls + waits : waits + "; " + controls;
}

}  // namespace probing
