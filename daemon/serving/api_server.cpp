#include "serving/api_server.hpp"

#include <memory>
#include <set>

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/url/parse.hpp>
#include <fmt/format.h>
#include <pwd.h>

namespace serving {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using Socket = asio::local::stream_protocol::socket;
using reading::Json;

namespace {

constexpr std::size_t largest_body = 64 << 10;
using HttpRequest = http::request<http::string_body>;
using HttpResponse = http::response<http::string_body>;

// "soc (uid 1001)".
std::string peer_of(Socket& socket) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (::getsockopt(socket.native_handle(), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return "?";
  const passwd* entry = ::getpwuid(peer.uid);
  return fmt::format("{} (uid {})", entry != nullptr ? entry->pw_name : "?", peer.uid);
}

// The request, or why it is none.
tl::expected<Request, std::string> request_of(const HttpRequest& message, const std::string& peer) {
  Request request;
  const auto target = boost::urls::parse_origin_form(
      boost::core::string_view(message.target().data(), message.target().size()));
  if (!target) return tl::unexpected<std::string>("the request has no path");
  request.path = std::string(target->encoded_path());
  for (const auto& parameter : target->params()) {
    request.query[std::string(parameter.key)] = std::string(parameter.value);
  }
  request.method = std::string(message.method_string());
  request.author = peer;
  if (!message.body().empty()) {
    auto body = reading::parse_json(message.body(), reading::answers);
    if (!body || !body->is(Json::Kind::object)) {
      return tl::unexpected<std::string>("the body is no JSON object");
    }
    request.body = std::move(*body);
  }
  return request;
}

HttpResponse response_to(const HttpRequest& message, const Response& answer) {
  HttpResponse response{static_cast<http::status>(answer.status), message.version()};
  response.set(http::field::content_type, "application/json");
  if (!answer.allow.empty()) response.set(http::field::allow, answer.allow);
  response.keep_alive(message.keep_alive());
  response.body() = reading::to_text(answer.body) + "\n";
  response.prepare_payload();
  return response;
}

// The connections under way, so that a stop can end them.
using Connections = std::set<Socket*>;

class Listed {
 public:
  Listed(std::shared_ptr<Connections> all, Socket& socket) : all_(std::move(all)), socket_(socket) {
    all_->insert(&socket_);
  }
  Listed(const Listed&) = delete;
  Listed& operator=(const Listed&) = delete;
  ~Listed() { all_->erase(&socket_); }

 private:
  std::shared_ptr<Connections> all_;
  Socket& socket_;
};

async::Task<Response> refuse(std::string why) {
  co_return refusal(400, std::move(why));
}

async::Task<void> serve(Socket socket, RequestHandler answer, std::shared_ptr<Connections> all) {
  const std::string peer = peer_of(socket);
  const Listed listed(std::move(all), socket);
  boost::beast::flat_buffer buffer;
  boost::system::error_code error;
  auto token = asio::redirect_error(asio::use_awaitable, error);
  while (true) {
    http::request_parser<http::string_body> parser;
    parser.body_limit(largest_body);
    co_await http::async_read(socket, buffer, parser, token);
    if (error) co_return;
    const HttpRequest message = parser.release();
    auto request = request_of(message, peer);
    auto answering = request ? answer(std::move(*request)) : refuse(request.error());
    const Response response = co_await std::move(answering);
    HttpResponse sent = response_to(message, response);
    co_await http::async_write(socket, sent, token);
    if (error || !sent.keep_alive()) co_return;
  }
}

}  // namespace

struct ApiServer::Shared {
  asio::local::stream_protocol::acceptor acceptor;
  std::filesystem::path path;
  RequestHandler answer;
  std::shared_ptr<Connections> connections;
};

namespace {

async::Task<void> accept_all(asio::local::stream_protocol::acceptor& acceptor,
                             const RequestHandler& answer,
                             const std::shared_ptr<Connections>& connections) {
  boost::system::error_code error;
  auto token = asio::redirect_error(asio::use_awaitable, error);
  while (acceptor.is_open()) {
    Socket socket = co_await acceptor.async_accept(token);
    if (error == asio::error::operation_aborted) co_return;
    if (error) continue;
    asio::co_spawn(acceptor.get_executor(), serve(std::move(socket), answer, connections),
                   [](const std::exception_ptr&) {
                     // A request that could not be answered ends its connection, nothing else.
                   });
  }
}

}  // namespace

ApiServer::ApiServer(const async::Executor& executor, const std::filesystem::path& path,
                     RequestHandler answer)
    : shared_(
          std::make_shared<Shared>(Shared{asio::local::stream_protocol::acceptor(executor), path,
                                          std::move(answer), std::make_shared<Connections>()})) {
  ::unlink(path.c_str());
  auto& acceptor = shared_->acceptor;
  acceptor.open();
  acceptor.bind(asio::local::stream_protocol::endpoint(path.string()));
  ::chmod(path.c_str(), 0660);
  acceptor.listen();
  asio::co_spawn(executor, accept_all(acceptor, shared_->answer, shared_->connections),
                 [shared = shared_](const std::exception_ptr& thrown) {
                   if (thrown) std::rethrow_exception(thrown);
                 });
}

ApiServer::~ApiServer() {
  stop();
}

void ApiServer::stop() {
  boost::system::error_code ignored;
  shared_->acceptor.close(ignored);
  for (Socket* socket : *shared_->connections) socket->close(ignored);
  ::unlink(shared_->path.c_str());
}

}  // namespace serving
