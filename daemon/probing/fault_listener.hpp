// A fetcher that passes everything on and remembers what of our own was in the way: our proxy, or
// the net we are in. One per probe, so that what is said of a platform names the real cause.
#pragma once

#include <string>

#include "net/fetcher.hpp"

namespace probing {

class FaultListener final : public net::Fetcher {
 public:
  // What is referred to must outlive this.
  explicit FaultListener(net::Fetcher& fetcher) : fetcher_(fetcher) {}

  async::Task<net::Reply> fetch(net::Request request) override;

  // The last one in words; empty: none.
  const std::string& fault() const { return fault_; }

 private:
  net::Fetcher& fetcher_;
  std::string fault_;
};

}  // namespace probing
