// The socket itself; what is answered there is of api_test.cpp, and the rest of blackbox-api.
#include "serving/api_server.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/write.hpp>
#include <doctest/doctest.h>

#include "ledger/temporary_folder.hpp"

using namespace std::chrono_literals;

namespace asio = boost::asio;

namespace {

// This process may open no file more while this lives.
class NoFileMore {
 public:
  NoFileMore() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const int next = ::open("/dev/null", O_RDONLY);
    ::close(next);
    rlimit now = before_;
    now.rlim_cur = static_cast<rlim_t>(next);
    ::setrlimit(RLIMIT_NOFILE, &now);
  }
  NoFileMore(const NoFileMore&) = delete;
  NoFileMore& operator=(const NoFileMore&) = delete;
  ~NoFileMore() { ::setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

async::Task<serving::Response> nothing(serving::Request) {
  co_return serving::Response{};
}

}  // namespace

TEST_CASE("who cannot be let in for want of files is let in later, and holds nobody up meanwhile") {
  const tests::TemporaryFolder folder;
  const std::filesystem::path path = folder.path() / "api.sock";
  asio::io_context io(1);
  const serving::ApiServer server(io.get_executor(), path, nothing);
  asio::local::stream_protocol::socket client(io);
  client.connect(asio::local::stream_protocol::endpoint(path.string()));
  {
    const NoFileMore limit;
    CHECK(io.run_for(250ms) < 100);
  }
  asio::write(client, asio::buffer(std::string("GET / HTTP/1.1\r\nhost: x\r\n\r\n")));
  io.run_for(250ms);
  CHECK(client.available() > 0);
}
