#include "net/route.hpp"

#include <utility>

#include <fmt/format.h>

#include "net/address_guard.hpp"
#include "net/proxy_spelling.hpp"
#include "net/url.hpp"
#include "text/host.hpp"

namespace net {
namespace {

// "https://example.org:444" of "https://example.org:444/x?y"; all of it when it has no such form.
std::string origin(const std::string& url) {
  const auto authority = text::authority_at(url);
  return authority ? url.substr(0, url.find_first_of("/?#", *authority)) : url;
}

std::optional<Refusal> refusal(const std::optional<Url>& url, bool private_allowed) {
  if (!url) return Refusal{model::Reason::network, "not a URL", false};
  if (url->scheme != "http" && url->scheme != "https") {
    return Refusal{model::Reason::network, fmt::format("'{}' is not http or https", url->scheme)};
  }
  if (private_allowed) return std::nullopt;
  // Judged here already, because behind a proxy no address is ever seen.
  const auto literal = literal_address(url->host);
  if (!literal || is_globally_reachable(*literal)) return std::nullopt;
  return Refusal{model::Reason::private_address,
                 fmt::format("{} is not globally reachable", literal->to_string())};
}

}  // namespace

Routes::Routes(const HttpSettings& settings)
    : private_allowed_(settings.allow_private_addresses), proxies_(read_proxies(settings.proxy)) {}

std::shared_ptr<const Route> Routes::to(const std::string& url) {
  const std::string from = origin(url);
  const auto known = known_.find(from);
  if (known != known_.end()) return known->second;
  constexpr std::size_t many = 4096;  // strangers' redirects have no end
  if (known_.size() >= many) known_.clear();
  auto route = std::make_shared<const Route>(find(from));
  known_.emplace(from, route);
  return route;
}

Route Routes::find(const std::string& url) const {
  const auto target = parse_url(url);
  Route route;
  route.refusal = refusal(target, private_allowed_);
  if (route.refusal) return route;
  route.secure = target->scheme == "https";
  route.proxy = proxy_for(proxies_, *target);
  if (!route.proxy.empty()) {
    if (const auto fault = fault_of_proxy(route.proxy)) {
      route.refusal = Refusal{model::Reason::network, "our proxy is not right: " + *fault, true};
      return route;
    }
  }
  route.guarded = route.proxy.empty() && !private_allowed_;
  const auto looked_up = route.proxy.empty() ? target : parse_proxy(route.proxy);
  route.socks = looked_up && looked_up->scheme.starts_with("socks");
  if (looked_up && !literal_address(looked_up->host)) {
    route.name = looked_up->host + ':' + looked_up->port;
  }
  return route;
}

}  // namespace net
