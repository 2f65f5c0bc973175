#include "simulator/message.hpp"

#include <algorithm>
#include <utility>

namespace simulator {
namespace {

std::string_view reason_of(int status) {
  static constexpr std::pair<int, std::string_view> reasons[] = {
      {200, "OK"},
      {202, "Accepted"},
      {301, "Moved Permanently"},
      {302, "Found"},
      {307, "Temporary Redirect"},
      {400, "Bad Request"},
      {401, "Unauthorized"},
      {403, "Forbidden"},
      {404, "Not Found"},
      {405, "Method Not Allowed"},
      {410, "Gone"},
      {413, "Payload Too Large"},
      {421, "Misdirected Request"},
      {429, "Too Many Requests"},
      {431, "Request Header Fields Too Large"},
      {451, "Unavailable For Legal Reasons"},
      {500, "Internal Server Error"},
      {501, "Not Implemented"},
      {502, "Bad Gateway"},
      {503, "Service Unavailable"},
      {999, "Request denied"}};
  for (const auto& [code, reason] : reasons)
    if (code == status) return reason;
  return "Unknown";
}

}  // namespace

std::optional<std::string> Request::parameter(std::string_view name) const {
  for (const auto& [key, value] : parameters)
    if (key == name) return value;
  return std::nullopt;
}

std::vector<std::string> Request::all_parameters(std::string_view name) const {
  std::vector<std::string> values;
  for (const auto& [key, value] : parameters)
    if (key == name) values.push_back(value);
  return values;
}

std::string Request::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (same_ignoring_case(key, name)) return value;
  return {};
}

void read_target(Request& request, std::string_view target) {
  const std::size_t question = target.find('?');
  const std::string_view path = target.substr(0, question);
  request.path.clear();
  for (const std::string& segment : split(path.substr(path.starts_with('/') ? 1 : 0), '/'))
    request.path.push_back(percent_decoded(segment, false));
  if (question != std::string_view::npos)
    request.parameters = parsed_query(target.substr(question + 1));
}

Reply json_reply(int status, std::string json, std::string type) {
  return {status, std::move(type), std::move(json), {}};
}

Reply html_reply(int status, std::string html) {
  return {status, "text/html; charset=utf-8", std::move(html), {}};
}

Reply text_reply(int status, std::string text) {
  return {status, "text/plain; charset=utf-8", std::move(text), {}};
}

Reply redirect_to(int status, const std::string& location) {
  Reply reply = html_reply(status, "<a href=\"" + escaped_html(location) + "\">Found</a>.\n");
  reply.headers.emplace_back("Location", location);
  return reply;
}

std::string head_of(const Reply& reply, Instant date) {
  std::string head = "HTTP/1.1 " + std::to_string(reply.status) + " ";
  head += reason_of(reply.status);
  head += "\r\nDate: " + http_date(date) + "\r\n";
  if (!reply.type.empty()) head += "Content-Type: " + reply.type + "\r\n";
  for (const auto& [name, value] : reply.headers) head += name + ": " + value + "\r\n";
  return head;
}

std::string bytes_of(const Request& request, const Reply& reply, Instant date) {
  std::string bytes = head_of(reply, date);
  if (request.closes) bytes += "Connection: close\r\n";
  bytes += "Content-Length: " + std::to_string(reply.body.size()) + "\r\n\r\n";
  if (request.method != "HEAD") bytes += reply.body;
  return bytes;
}

}  // namespace simulator
