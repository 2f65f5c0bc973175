// api.sock: HTTP with JSON for people on this machine. Whoever may open the socket (mode 0660, its
// group) may ask and decide; who it was is known from the socket's peer.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>

#include "async/task.hpp"
#include "serving/message.hpp"

namespace serving {

// Never throws: what goes wrong is a refusal.
using RequestHandler = std::function<async::Task<Response>(Request)>;

class ApiServer {
 public:
  // Takes the place of a socket that a dead service left. Throws when it cannot listen there.
  ApiServer(const async::Executor& executor, const std::filesystem::path& path,
            RequestHandler answer);
  ~ApiServer();
  ApiServer(const ApiServer&) = delete;
  ApiServer& operator=(const ApiServer&) = delete;

  // Ends every connection too.
  void stop();

 private:
  struct Shared;
  std::shared_ptr<Shared> shared_;
};

}  // namespace serving
