#include "configuration/network_section.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "net/url.hpp"
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

bool is_proxy(std::string_view text) {
  const auto url = net::parse_proxy(std::string(text));
  return url && is_printable(text, " ");
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

Form proxy() {
  return {.name = "the URL of a proxy such as http://proxy.example.org:3128",
          .admits = is_proxy,
          .shown = false};
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
