#include "probing/fault_listener.hpp"

#include <utility>

namespace probing {

async::Task<net::Reply> FaultListener::fetch(net::Request request) {
  net::Reply reply = co_await fetcher_.fetch(std::move(request));
  if (reply.our_fault) fault_ = reply.failure_detail;
  co_return reply;
}

}  // namespace probing
