// A request to the service and its answer, whoever carries them.
#pragma once

#include <map>
#include <string>

#include "reading/json.hpp"

namespace serving {

struct Request {
  std::string method = "GET";
  std::string path;                          // without the query
  std::map<std::string, std::string> query;  // decoded
  reading::Json body = reading::Json::object();
  std::string author;  // "soc (uid 1001)": who decides
};

struct Response {
  int status = 200;
  reading::Json body;   // of an error: {"error":"a sentence"}
  std::string allow{};  // of a 405: the methods that are answered there
};

Response refusal(int status, std::string why);

}  // namespace serving
