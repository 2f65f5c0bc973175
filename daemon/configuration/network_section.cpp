#include "configuration/network_section.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "net/proxy_spelling.hpp"
#include "reading/file.hpp"

namespace configuration {
namespace {

using reading::Form;
using reading::Json;
using reading::Shape;

bool is_printable(std::string_view text, std::string_view except) {
  return std::all_of(text.begin(), text.end(), [except](char c) {
    return c >= ' ' && c <= '~' && except.find(c) == std::string_view::npos;
  });
}

bool is_operator_name(std::string_view text) {
  return text.find_first_not_of(' ') != std::string_view::npos && text.size() <= 100 &&
         is_printable(text, "()\\;");
}

Form operator_name() {
  return {.name = "at most 100 letters, digits and signs of ASCII without ( ) ; \\",
          .admits = is_operator_name};
}

Form contact() {
  return {.name = "a URI such as mailto:soc@example.org or https://example.org/contact",
          .admits = is_contact,
          .pattern = "^[^:]+:."};
}

// What it has to look like is checked where it can be said what is wrong: unusable_proxy().
Form proxy() {
  return {.name = "the URL of a proxy such as http://proxy.example.org:3128", .shown = false};
}

// In the configuration itself, and not in a place of its own.
bool holds_password(const Json& network, const reading::Secret& proxy) {
  const Json* written = network.find("proxy");
  return written != nullptr && written->is(Json::Kind::string) &&
         proxy.reveal().find('@') != std::string::npos;
}

}  // namespace

Shape network_shape() {
  return Shape::object(
      {optional("ca_file", Shape::string(reading::path()).or_null(),
                "Trust these certificates (PEM) instead of the system's."),
       optional("proxy", Shape::string_or_secret(proxy()).or_null(),
                "Goes before HTTPS_PROXY and the like; a secret when it holds a password."),
       optional("allow_private_addresses", Shape::boolean(),
                "true: ask servers on loopback and private networks too.", Json::boolean(false))});
}

Shape operator_shape() {
  return Shape::object({optional("name", Shape::string(operator_name()), "Who runs this."),
                        optional("contact", Shape::string(contact()),
                                 "Where a platform's people can ask what this is.")});
}

NetworkSection read_network_section(const Json& json, const std::filesystem::path& folder) {
  NetworkSection network;
  if (json.find("ca_file") != nullptr) network.ca_file = folder / string_at(json, "ca_file");
  network.proxy = reading::secret_at(json, "proxy", folder);
  network.password_in_file = holds_password(json, network.proxy);
  network.allow_private_addresses = reading::boolean_at(json, "allow_private_addresses");
  return network;
}

OperatorSection read_operator_section(const Json& json) {
  return {reading::string_at(json, "name"), reading::string_at(json, "contact")};
}

std::optional<std::string> unusable_ca_file(const std::filesystem::path& file) {
  const auto text = reading::read_file(file);
  if (!text) return to_string(text.error().front());
  if (text->find("-----BEGIN ") != std::string::npos) return std::nullopt;
  return fmt::format("{}: no certificate in it; a file in PEM form is needed", file.string());
}

std::optional<std::string> unusable_proxy(const Json& proxy, const std::filesystem::path& folder) {
  const bool written = proxy.is(Json::Kind::string) || proxy.is(Json::Kind::object);
  const auto secret = written ? reading::read_secret(proxy, folder) : reading::Secret();
  if (!written || !secret) return std::nullopt;  // which is told already
  const auto fault = net::fault_of_proxy(secret->reveal());
  if (!fault) return std::nullopt;
  return fmt::format(
      "this is not right: the URL of a proxy such as "
      "http://proxy.example.org:3128 is needed: {}",
      *fault);
}

std::vector<std::string> proxy_warnings(const NetworkSection& network) {
  if (network.proxy.empty()) return net::faults_in_environment();
  if (!network.password_in_file) return {};
  return {
      "/network/proxy holds a password: a secret's name, or a file of its own, keeps it out of "
      "the configuration"};
}

bool is_contact(std::string_view text) {
  const std::size_t colon = text.find(':');
  return colon != std::string_view::npos && colon > 0 && colon + 1 < text.size() &&
         is_printable(text, " ");
}

std::string user_agent(const OperatorSection& who) {
  std::string agent = "handlewatch/" HANDLEWATCH_VERSION;
  if (who.contact.empty() && who.name.empty()) return agent;
  if (who.name.empty()) return fmt::format("{} (+{})", agent, who.contact);
  if (who.contact.empty()) return fmt::format("{} ({})", agent, who.name);
  return fmt::format("{} ({}; +{})", agent, who.name, who.contact);
}

}  // namespace configuration
