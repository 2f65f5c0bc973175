// The way to an origin: whether we may go there at all, through which proxy, and which name has to
// be looked up for it. Worked out once for each scheme, host and port.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "model/words.hpp"
#include "net/proxy.hpp"
#include "net/settings.hpp"

namespace net {

struct Refusal {
  model::Reason reason = model::Reason::network;
  std::string detail;
  bool our_fault = false;  // our proxy is written wrongly
};

struct Route {
  // Not a URL, not http or https, a private address by itself, or through a proxy that is none.
  std::optional<Refusal> refusal;
  bool secure = false;   // https
  std::string proxy;     // empty: none
  bool socks = false;    // of that kind
  std::string name;      // what libcurl must resolve, with the port; empty: nothing
  bool guarded = false;  // connect to globally reachable addresses only
};

class Routes {
 public:
  explicit Routes(const HttpSettings& settings);
  std::shared_ptr<const Route> to(const std::string& url);

 private:
  Route find(const std::string& url) const;

  bool private_allowed_;
  Proxies proxies_;
  std::unordered_map<std::string, std::shared_ptr<const Route>> known_;  // by origin, as written
};

}  // namespace net
