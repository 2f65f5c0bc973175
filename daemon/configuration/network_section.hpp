// The sections `network` and `operator` of the configuration: how the net is reached, and who asks.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "reading/secret.hpp"
#include "reading/shape.hpp"

namespace configuration {

struct NetworkSection {
  std::filesystem::path ca_file;  // empty: the system's
  reading::Secret proxy;          // a URL, which may hold a password; empty: of the environment
  bool allow_private_addresses = false;
  bool password_in_file = false;  // of the proxy, and not in a place of its own
};

// What the User-Agent says of us.
struct OperatorSection {
  std::string name;
  std::string contact;
};

reading::Shape network_shape();
reading::Shape operator_shape();

NetworkSection read_network_section(const reading::Json& json, const std::filesystem::path& folder);
OperatorSection read_operator_section(const reading::Json& json);

// Why a file of trusted certificates is none, or nothing.
std::optional<std::string> unusable_ca_file(const std::filesystem::path& file);

// Why a proxy is none, with what would be right, or nothing; a password in it is not repeated.
std::optional<std::string> unusable_proxy(const reading::Json& proxy,
                                          const std::filesystem::path& folder);

// Of the proxy that will be used, the environment's where none is configured: in sentences.
std::vector<std::string> proxy_warnings(const NetworkSection& network);

// A URI of printable ASCII without blanks: no header injection.
bool is_contact(std::string_view text);

// "handlewatch/0.1.0 (DGPN; +mailto:soc@example.org)", as far as it is known.
std::string user_agent(const OperatorSection& who);

}  // namespace configuration
