#include "platforms/compose.hpp"

#include "text/case.hpp"

namespace platforms {
namespace {

using reading::Json;

std::string joined(const Definition& definition, const Ask& ask, const RequestContext& road,
                   std::span<const std::string> handles, Encoding encoding) {
  std::string all;
  for (std::size_t n = 0; n < handles.size(); ++n) {
    if (n > 0) all += ask.join;
    all += fill(ask.each, values_for(definition, road, handles[n], n), encoding);
  }
  return all;
}

// Placeholders in the strings of a JSON body, members in order; the writer quotes them.
Json filled(const Json& json, const Values& values) {
  Json copy = json;
  if (copy.is(Json::Kind::string)) {
    Stencil stencil;
    cut(copy.text, stencil);  // checked by the loader
    copy.text = fill(stencil, values, Encoding::none);
  }
  for (Json& item : copy.items) item = filled(item, values);
  return copy;
}

// "Authorization: Basic NAME:PASSWORD", as people write it; the transfer encodes it. A colon is no
// letter of base64, so what is encoded already stays as it is.
bool take_basic(const std::string& header, const std::string& value, net::Request& request) {
  constexpr std::string_view scheme = "Basic ";
  const std::size_t colon = value.find(':');
  const bool plain = text::to_lower(header) == "authorization" && value.starts_with(scheme) &&
                     colon != std::string::npos;
  if (!plain) return false;
  request.user = value.substr(scheme.size(), colon - scheme.size());
  request.password = value.substr(colon + 1);
  return true;
}

bool has_header(const net::Headers& headers, std::string_view name) {
  return !net::header(headers, name).empty();
}

}  // namespace

Values values_for(const Definition& definition, const RequestContext& road,
                  const std::string& handle, std::size_t n) {
  Values values;
  values.handle = handle;
  values.name = bare_name(definition, handle);
  values.n = n;
  values.server = road.server;
  values.credential = road.credential;
  values.token = road.token;
  return values;
}

net::Request compose(const Definition& definition, const Ask& ask, const RequestContext& road,
                     std::span<const std::string> handles) {
  const auto values_in = [&](Encoding encoding, bool with_all) {
    Values values = values_for(definition, road, handles.empty() ? "" : handles.front(), 0);
    if (with_all) values.handles = joined(definition, ask, road, handles, encoding);
    return values;
  };
  const auto filled_in = [&](const Stencil& stencil, Encoding encoding) {
    return fill(stencil, values_in(encoding, stencil.has(Slot::handles)), encoding);
  };
  net::Request request;
  request.method = ask.method;
  request.redirects = ask.redirects;
  request.url = filled_in(ask.url, Encoding::url);
  for (const auto& [name, value] : ask.headers) {
    std::string text = filled_in(value, Encoding::none);
    if (!take_basic(name, text, request)) request.headers.emplace_back(name, std::move(text));
  }
  const auto type = [&request](std::string_view value) {
    if (!has_header(request.headers, "content-type")) {
      request.headers.emplace_back("Content-Type", value);
    }
  };
  switch (ask.body_kind) {
    case BodyKind::none: break;
    case BodyKind::form:
      request.body = filled_in(ask.body, Encoding::url);
      type("application/x-www-form-urlencoded");
      break;
    case BodyKind::json_text: request.body = filled_in(ask.body, Encoding::json_string); break;
    case BodyKind::json_value:
      request.body = reading::to_text(filled(*ask.body_json, values_in(Encoding::none, true)));
      type("application/json");
      break;
  }
  return request;
}

std::string profile_page(const Definition& definition, const std::string& server,
                         const std::string& handle) {
  const RequestContext road{server, nullptr, ""};
  return fill(definition.profile_url, values_for(definition, road, handle, 0), Encoding::url);
}

}  // namespace platforms
