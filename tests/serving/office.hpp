// An API before a ledger in which strangers have two handles.
#pragma once

#include <doctest/doctest.h>

#include "ledger/watched.hpp"
#include "serving/api.hpp"

namespace tests {

using model::Status;
using reading::Json;
using serving::Request;
using serving::Response;

struct Office {
  Watched w;
  std::string trouble;

  Office() {
    w.sure("pn02", Status::claimed, "13");
    w.sure("pn03", Status::claimed, "14");
    w.sure("pn04", Status::available);
  }

  Response ask(const std::string& method, const std::string& path, const std::string& body = "",
               std::map<std::string, std::string> query = {}) {
    Request request{method, path, std::move(query), Json::object(), "soc (uid 1001)"};
    if (!body.empty()) request.body = *reading::parse_json(body, reading::answers);
    return serving::Api(*w.ledger, w.now, trouble).answer(request);
  }
  model::IncidentState state(long long id) { return w.ledger->incidents.find(id)->state; }
};

inline std::string text_of(const Response& reply, std::string_view key) {
  const Json* member = reply.body.find(key);
  return member == nullptr ? "(none)" : member->text;
}

}  // namespace tests
