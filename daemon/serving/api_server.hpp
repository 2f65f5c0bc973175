// api.sock: HTTP with JSON for people on this machine. Whoever may open the socket (mode 0660, its
// group) may ask and decide; who it was is known from the socket's peer.
#pragma once

#include <filesystem>
#include <functional>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include "serving/desk.hpp"

namespace serving {

using Answering = std::function<Reply(const Question&)>;

class ApiServer {
 public:
  // Takes the place of a socket that a dead service left. Throws when it cannot listen there.
  ApiServer(boost::asio::io_context& io, const std::filesystem::path& path, Answering answer);
  ~ApiServer();
  ApiServer(const ApiServer&) = delete;
  ApiServer& operator=(const ApiServer&) = delete;

  void stop();

 private:
  struct Shared;
  std::shared_ptr<Shared> shared_;
};

// Asks a service over its socket. Nothing when no service listens there.
std::optional<Reply> ask_service(const std::filesystem::path& path, const Question& question);

}  // namespace serving
