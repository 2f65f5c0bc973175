// api.sock: HTTP with JSON for people on this machine. Whoever may open the socket (mode 0660, its
// group) may ask and decide; who it was is known from the socket's peer.
#pragma once

#include <filesystem>
#include <functional>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include "serving/desk.hpp"

namespace serving {

// Never throws: what goes wrong is a refusal.
using Answering = std::function<boost::asio::awaitable<Reply>(Question)>;

class ApiServer {
 public:
  // Takes the place of a socket that a dead service left. Throws when it cannot listen there.
  ApiServer(boost::asio::io_context& io, const std::filesystem::path& path, Answering answer);
  ~ApiServer();
  ApiServer(const ApiServer&) = delete;
  ApiServer& operator=(const ApiServer&) = delete;

  // Ends every connection too.
  void stop();

 private:
  struct Shared;
  std::shared_ptr<Shared> shared_;
};

// Asks a service over its socket. Nothing when no service listens there.
std::optional<Reply> ask_service(const std::filesystem::path& path, const Question& question);

}  // namespace serving
