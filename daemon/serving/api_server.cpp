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

// The question, or why it is none.
tl::expected<Request, std::string> question_of(const HttpRequest& request,
                                               const std::string& peer) {
  Request question;
  const auto target = boost::urls::parse_origin_form(
      boost::core::string_view(request.target().data(), request.target().size()));
  if (!target) return tl::unexpected<std::string>("the request has no path");
  question.path = std::string(target->encoded_path());
  for (const auto& parameter : target->params()) {
    question.query[std::string(parameter.key)] = std::string(parameter.value);
  }
  question.method = std::string(request.method_string());
  question.author = peer;
  if (!request.body().empty()) {
    auto body = reading::parse_json(request.body(), reading::answers);
    if (!body || !body->is(Json::Kind::object)) {
      return tl::unexpected<std::string>("the body is no JSON object");
    }
    question.body = std::move(*body);
  }
  return question;
}

HttpResponse response_to(const HttpRequest& request, const Response& reply) {
  HttpResponse response{static_cast<http::status>(reply.status), request.version()};
  response.set(http::field::content_type, "application/json");
  if (!reply.allow.empty()) response.set(http::field::allow, reply.allow);
  response.keep_alive(request.keep_alive());
  response.body() = reading::to_text(reply.body) + "\n";
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

async::Task<void> serve(Socket socket, Answering answer, std::shared_ptr<Connections> all) {
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
    const HttpRequest request = parser.release();
    auto question = question_of(request, peer);
    auto answering = question ? answer(std::move(*question)) : refuse(question.error());
    const Response reply = co_await std::move(answering);
    HttpResponse response = response_to(request, reply);
    co_await http::async_write(socket, response, token);
    if (error || !response.keep_alive()) co_return;
  }
}

}  // namespace

struct ApiServer::Shared {
  asio::local::stream_protocol::acceptor acceptor;
  std::filesystem::path path;
  Answering answer;
  std::shared_ptr<Connections> connections;
};

namespace {

async::Task<void> accept_all(asio::local::stream_protocol::acceptor& acceptor,
                             const Answering& answer,
                             const std::shared_ptr<Connections>& connections) {
  boost::system::error_code error;
  auto token = asio::redirect_error(asio::use_awaitable, error);
  while (acceptor.is_open()) {
    Socket socket = co_await acceptor.async_accept(token);
    if (error == asio::error::operation_aborted) co_return;
    if (error) continue;
    asio::co_spawn(acceptor.get_executor(), serve(std::move(socket), answer, connections),
                   [](const std::exception_ptr&) {
                     // A question that could not be answered ends its connection, nothing else.
                   });
  }
}

}  // namespace

ApiServer::ApiServer(const async::Executor& executor, const std::filesystem::path& path,
                     Answering answer)
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
