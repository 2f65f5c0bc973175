#include "serving/api_client.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/url/url.hpp>

#include "serving/socket_path.hpp"

namespace serving {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using Socket = asio::local::stream_protocol::socket;

std::optional<Response> call_service(const std::filesystem::path& path, const Request& question) {
  asio::io_context io(1);
  Socket socket(io);
  boost::system::error_code error;
  if (const auto why = unfit_for_a_socket(path)) return refusal(400, *why);
  socket.connect(asio::local::stream_protocol::endpoint(path.string()), error);
  if (error) return std::nullopt;
  boost::urls::url url;
  url.set_path(question.path);
  for (const auto& [key, value] : question.query) {
    url.params().append(boost::urls::param_view(key, value));
  }
  const std::string target(url.buffer());
  http::request<http::string_body> request{http::string_to_verb(question.method), target, 11};
  request.set(http::field::host, "handlewatch");
  if (question.method != "GET") request.body() = reading::to_text(question.body);
  request.prepare_payload();
  http::write(socket, request, error);
  boost::beast::flat_buffer buffer;
  http::response<http::string_body> response;
  if (!error) http::read(socket, buffer, response, error);
  if (error) return refusal(502, "the service went away before it answered: " + error.message());
  auto body = reading::parse_json(response.body(), reading::foreign_files);
  if (!body) return refusal(502, "the service's answer is no JSON");
  return Response{static_cast<int>(response.result_int()), std::move(*body)};
}

}  // namespace serving
