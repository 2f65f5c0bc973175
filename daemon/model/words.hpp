// The words of the field as plain types (see the table in README.md): what a probe can say about a
// handle, and who holds it. Everyone may include this; it includes nobody.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace model {

// The first four are evidence and may change what is believed; the last two never do.
enum class Status { claimed, available, suspended, reserved, invalid, unknown };

// What the pages ask for where a case against an account is filed.
constexpr std::array<std::string_view, 5> link_needs = {
    "own-account", "identity-document", "trademark-number", "proof-of-authority", "official-email"};

// Why an observation is `unknown`. A firm observation carries the ask and rule that decided
// instead.
enum class Reason {
  rate_limited,
  blocked,
  no_rule,
  ambiguous,
  unproven,
  platform_blind,
  self_blind,
  network,
  dns,
  tls,
  timeout,
  too_large,
  redirect,
  private_address,
  no_credential,
  no_identity,
  budget,
  interrupted,
};

// Who has a claimed handle; `stranger` is somebody not yet classified.
enum class Holder { ours, parody, impersonator, squatter, dormant, bystander, stranger };

constexpr std::array<std::string_view, 6> status_names = {"claimed",  "available", "suspended",
                                                          "reserved", "invalid",   "unknown"};
constexpr std::array<std::string_view, 18> reason_names = {
    "rate-limited", "blocked",         "no-rule",       "ambiguous",   "unproven", "platform-blind",
    "self-blind",   "network",         "dns",           "tls",         "timeout",  "too-large",
    "redirect",     "private-address", "no-credential", "no-identity", "budget",   "interrupted"};
constexpr std::array<std::string_view, 7> holder_names = {
    "ours", "parody", "impersonator", "squatter", "dormant", "bystander", "stranger"};

constexpr std::string_view name(Status status) {
  return status_names[static_cast<std::size_t>(status)];
}
constexpr std::string_view name(Reason reason) {
  return reason_names[static_cast<std::size_t>(reason)];
}
constexpr std::string_view name(Holder holder) {
  return holder_names[static_cast<std::size_t>(holder)];
}

// Evidence: a status that may change a belief.
constexpr bool is_evidence(Status status) {
  return status != Status::invalid && status != Status::unknown;
}

// The failures that can be our own fault as well as the platform's (contract, 'Truth' 8).
constexpr bool is_transport_failure(Reason reason) {
  return reason == Reason::network || reason == Reason::dns || reason == Reason::tls ||
         reason == Reason::timeout;
}

}  // namespace model
