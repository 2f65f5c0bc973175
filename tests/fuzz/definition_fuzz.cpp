// Any bytes as a definition: refused with something to say, or fit to ask and to read with.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <random>

#include "platforms/controls.hpp"
#include "platforms/loader.hpp"
#include "platforms/read.hpp"
#include "platforms/shapes.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto definition = platforms::load_definition(text, "fuzz.json", "");
  if (!definition) {
    for (const auto& problem : definition.error()) {
      if (problem.message.empty() || problem.line < 1) std::abort();
    }
    return definition.error().empty() ? std::abort(), 1 : 0;
  }
  std::mt19937_64 random(size);
  const std::vector<std::string> handles = {platforms::random_free_name(*definition, random)};
  const platforms::RequestContext road{"https://s.example/w", [](std::string_view) { return "k"; },
                                       "t"};
  net::Reply reply;
  reply.head.status = 200;
  reply.head.location = reply.effective_url = "https://s.example/";
  reply.body = R"({"data":[{"id":1,"name":")" + handles[0] + R"("}],"errors":[],"x":null})";
  for (const platforms::Ask& ask : definition->asks) {
    if (!definition->grammar.admits(handles[0]) || ask.rules.empty()) std::abort();
    const net::Request request = platforms::compose(*definition, ask, road, handles);
    if (!request.url.starts_with("http")) std::abort();
    if (platforms::read(*definition, ask, road, handles, reply).size() != 1) std::abort();
  }
  if (!definition->asks.empty() && definition->entries.empty()) std::abort();
  platforms::profile_page(*definition, road.server, handles[0]);
  for (const char* name : {"A-b.c_d 7", "77", "éж-9"}) {
    const auto spelling = platforms::canonical(*definition, name);
    const auto control = platforms::shape_control(*definition, spelling.handle, random);
    if (control && !platforms::canonical(*definition, *control).admitted) std::abort();
  }
  return 0;
}
