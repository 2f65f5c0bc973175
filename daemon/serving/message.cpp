#include "serving/message.hpp"

namespace serving {

Reply refusal(int status, std::string why) {
  Reply reply{status, reading::Json::object()};
  reply.body.add("error", reading::Json::string(std::move(why)));
  return reply;
}

}  // namespace serving
