#include "running/local_answer.hpp"

#include <cerrno>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include "ledger/async_ledger.hpp"
#include "ledger/file_lock.hpp"
#include "net/curl_fetcher.hpp"
#include "net/curl_mailer.hpp"
#include "running/assembly.hpp"
#include "serving/api.hpp"
#include "serving/channel_api.hpp"
#include "system/system_clock.hpp"

namespace running {

namespace asio = boost::asio;
using serving::Request;
using serving::Response;

namespace {

// What answers about channels without a service.
struct Own {
  Own(const asio::io_context::executor_type& executor,
      const configuration::Configuration& configuration)
      : posts(executor, channel_settings(configuration)),
        mailer(executor, configuration.network.ca_file.string()) {}
  sys::SystemClock clock;
  net::CurlFetcher posts;
  net::CurlMailer mailer;
  std::vector<alerting::OpenChannel> channels;
};

async::Task<Response> answer_and_drain(Own& own, serving::ChannelApi& api, Request request) {
  Response reply = co_await api.answer(std::move(request));
  co_await own.posts.drained();
  co_await own.mailer.drained();
  co_return reply;
}

async::Task<ledger::Answer<void>> resume(ledger::AsyncLedger& ledger, std::string channel) {
  const auto body = [&](ledger::Ledger& own) { own.outbox.resume(channel); };
  co_return co_await ledger.ask(body);
}

Response answer_about_channels(const Local& local, ledger::Ledger& ledger, Request request) {
  asio::io_context io(1);
  Own own(io.get_executor(), local.configuration);
  auto channels = channels_of(local.configuration, local.catalogue, local.patterns / "messages",
                              {own.posts, own.mailer, own.clock});
  if (!channels) return serving::refusal(500, to_string(channels.error().front()));
  own.channels = std::move(*channels);
  const auto find = [&own](const std::string& name) -> const alerting::OpenChannel* {
    for (const alerting::OpenChannel& one : own.channels) {
      if (one.name == name) return &one;
    }
    return nullptr;
  };
  ledger::AsyncLedger asked(ledger);
  const auto works = [&asked](const std::string& name) { return resume(asked, name); };
  serving::ChannelApi api({local.configuration.channels, asked, own.clock, find, works});
  std::optional<Response> answer;
  asio::co_spawn(io, answer_and_drain(own, api, std::move(request)),
                 [&answer](const std::exception_ptr& thrown, Response reply) {
                   if (thrown) std::rethrow_exception(thrown);
                   answer = std::move(reply);
                 });
  io.run();
  return answer ? std::move(*answer) : serving::refusal(500, "there was no answer");
}

bool changes_anything(const Request& request) {
  return request.method != "GET" && request.path != "/v1/ledger/backup";
}

}  // namespace

model::Result<Response> answer_locally(Local local, Request request) {
  const std::filesystem::path path = local.configuration.ledger.path;
  const bool about_channels = serving::ChannelApi::answers(request);
  std::error_code why;
  const bool is_there = exists(std::filesystem::status(path, why)) || why.value() != ENOENT;
  if (!is_there && !about_channels) {
    return serving::refusal(404,
                            fmt::format("{}: there is no ledger yet: nothing ran", path.string()));
  }
  const bool is_taken = ledger::FileLock::is_taken(path.string());
  if (changes_anything(request) && is_taken) {
    return model::refused(
        {path.string(), 0, 0, "",
         fmt::format(
             "another handlewatch runs on this ledger and cannot be asked at {}, so nothing "
             "was decided or sent beside it; HANDLEWATCH_SOCKET names the socket of a "
             "service that has a RUNTIME_DIRECTORY",
             local.socket.string())});
  }
  // Channels can be tried before anything ran.
  const auto ledger =
      ledger::Ledger::open(is_there ? path.string() : ":memory:",
                           is_taken ? ledger::Older::refuse : ledger::Older::migrate);
  if (!ledger) return model::refused(ledger.error());
  if (about_channels) return answer_about_channels(local, **ledger, std::move(request));
  return serving::Api(**ledger, sys::SystemClock().now()).answer(request);
}

}  // namespace running
