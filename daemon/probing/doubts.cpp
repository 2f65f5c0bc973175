#include "probing/doubts.hpp"

#include <fmt/format.h>

#include "reading/secret.hpp"
#include "text/join.hpp"

namespace probing {

std::string doubts(const ProbeReport& probe) {
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

}  // namespace probing
