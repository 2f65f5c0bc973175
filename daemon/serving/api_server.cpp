#include "serving/api_server.hpp"

#include <array>
#include <memory>
#include <set>
#include <stdexcept>

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/url/parse.hpp>
#include <fmt/format.h>
#include <pwd.h>

#include "serving/socket_path.hpp"
#include "text/visible.hpp"

namespace serving {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using Socket = asio::local::stream_protocol::socket;
using reading::Json;

namespace {

constexpr std::size_t largest_body = 64 << 10;
constexpr std::size_t largest_header = 8 << 10;
// Of what was refused, so much is still taken: a socket that is closed before all was read is a
// broken line to the other end, which then never sees why.
constexpr std::size_t most_to_pass_over = 16 << 20;
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
  request.path = target->path();
  for (const auto& parameter : target->params()) {
    const std::string key(parameter.key);
    if (!request.query.emplace(key, std::string(parameter.value)).second) {
      return tl::unexpected(fmt::format("the parameter '{}' stands twice", text::visible(key)));
    }
  }
  request.method = std::string(message.method_string());
  request.author = peer;
  if (message.body().empty()) return request;
  auto body = reading::parse_json(message.body(), reading::JsonRules{.unique_keys = true});
  if (!body) {
    return tl::unexpected("the body is no JSON: " + to_string(body.error().front()));
  }
  if (!body->is(Json::Kind::object)) {
    return tl::unexpected<std::string>("the body is no JSON object");
  }
  request.body = std::move(*body);
  return request;
}

HttpResponse response_to(const HttpRequest& message, const Response& answer) {
  HttpResponse response{static_cast<http::status>(answer.status), message.version()};
  response.set(http::field::content_type, "application/json");
  if (!answer.allow.empty()) response.set(http::field::allow, answer.allow);
  response.keep_alive(message.keep_alive());
  response.body() = reading::to_text(answer.body) + "\n";
  response.prepare_payload();
  // Its length is told all the same.
  if (message.method() == http::verb::head) response.body().clear();
  return response;
}

// What is told to somebody who did not send a request; nothing where nobody is left to hear it.
std::optional<HttpResponse> response_to_no_request(const boost::system::error_code& error) {
  const boost::system::error_code of_http = http::error::bad_method;
  if (error == http::error::end_of_stream || error.category() != of_http.category())
    return std::nullopt;
  Response refused = refusal(400, "the request is no HTTP: " + error.message());
  if (error == http::error::partial_message) refused = refusal(400, "the request is cut short");
  if (error == http::error::body_limit)
    refused = refusal(413, fmt::format("the body is larger than {} KiB", largest_body >> 10));
  if (error == http::error::header_limit)
    refused = refusal(431, fmt::format("the header is larger than {} KiB", largest_header >> 10));
  HttpRequest unread;
  unread.version(11);
  unread.keep_alive(false);
  return response_to(unread, refused);
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

async::Task<void> pass_over(Socket& socket) {
  boost::system::error_code error;
  auto token = asio::redirect_error(asio::use_awaitable, error);
  std::array<char, 4096> rubbish;
  const auto space = asio::buffer(rubbish);
  socket.shutdown(Socket::shutdown_send, error);
  std::size_t passed = 0;
  while (!error && passed < most_to_pass_over) {
    const std::size_t size = co_await socket.async_read_some(space, token);
    passed += size;
  }
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
    parser.header_limit(largest_header);
    co_await http::async_read(socket, buffer, parser, token);
    if (auto refused = error ? response_to_no_request(error) : std::nullopt) {
      co_await http::async_write(socket, *refused, token);
      if (!error) co_await pass_over(socket);
      co_return;
    }
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
  asio::steady_timer breath(acceptor.get_executor());
  while (acceptor.is_open()) {
    Socket socket = co_await acceptor.async_accept(token);
    if (error == asio::error::operation_aborted) co_return;
    if (error) {
      // There are too many files open, and nobody closes one while we insist.
      breath.expires_after(std::chrono::milliseconds(100));
      co_await breath.async_wait(token);
      continue;
    }
    asio::co_spawn(acceptor.get_executor(), serve(std::move(socket), answer, connections),
                   [](const std::exception_ptr&) {
                     // A request that could not be answered ends its connection, nothing else.
                   });
  }
}

[[noreturn]] void refuse_socket(const std::filesystem::path& path, std::string_view why) {
  throw std::runtime_error(fmt::format("the socket {} cannot be made: {}", path.string(), why));
}

// Whether somebody listens there. A dead service leaves a socket that refuses.
bool is_answered(const asio::any_io_executor& executor,
                 const asio::local::stream_protocol::endpoint& at) {
  Socket socket(executor);
  boost::system::error_code error;
  socket.open(at.protocol(), error);
  socket.non_blocking(true, error);
  socket.connect(at, error);
  return !error || error == asio::error::would_block || error == asio::error::try_again;
}

void listen_at(asio::local::stream_protocol::acceptor& acceptor,
               const std::filesystem::path& path) {
  if (const auto why = unfit_for_a_socket(path)) throw std::runtime_error(*why);
  std::error_code unseen;
  const std::filesystem::path folder = path.parent_path();
  if (!std::filesystem::is_directory(folder, unseen)) {
    refuse_socket(path, fmt::format("its folder {}, which RUNTIME_DIRECTORY names, is not there",
                                    folder.string()));
  }
  const asio::local::stream_protocol::endpoint at(path.string());
  const auto found = std::filesystem::symlink_status(path, unseen);
  if (exists(found) && !is_socket(found)) refuse_socket(path, "something else is there");
  if (is_answered(acceptor.get_executor(), at))
    refuse_socket(path, "another service answers there");
  ::unlink(path.c_str());
  boost::system::error_code error;
  acceptor.open(at.protocol(), error);
  if (!error) acceptor.bind(at, error);
  if (error) refuse_socket(path, error.message());
  ::chmod(path.c_str(), 0660);
  acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) refuse_socket(path, error.message());
}

}  // namespace

ApiServer::ApiServer(const async::Executor& executor, const std::filesystem::path& path,
                     RequestHandler answer)
    : shared_(
          std::make_shared<Shared>(Shared{asio::local::stream_protocol::acceptor(executor), path,
                                          std::move(answer), std::make_shared<Connections>()})) {
  auto& acceptor = shared_->acceptor;
  listen_at(acceptor, path);
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
