#include "serving/message.hpp"

namespace serving {

Response refusal(int status, std::string why) {
  Response reply{status, reading::Json::object()};
  reply.body.add("error", reading::Json::string(std::move(why)));
  return reply;
}

}  // namespace serving
