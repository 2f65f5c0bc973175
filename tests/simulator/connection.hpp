// The sockets: reads requests in origin form, in absolute form (as an HTTP proxy) and through
// CONNECT (TLS ends here), over keep-alive connections, and carries out deliveries, the broken ones
// too. One thread; every wait has an end. A malformed request gets a 4xx and a closed connection.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "simulator/certificates.hpp"
#include "simulator/simulator.hpp"

namespace simulator {

// Accepts until the acceptor is closed. The pointers must outlive the io_context's coroutines.
boost::asio::awaitable<void> accept_all(boost::asio::ip::tcp::acceptor* acceptor,
                                        Simulator* simulator, Certificates* certificates);

// The end of every coroutine: an unforeseen exception is told on stderr.
void report(std::exception_ptr failure);

}  // namespace simulator
