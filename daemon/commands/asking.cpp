#include "commands/asking.hpp"

#include <cstdlib>

#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <fmt/format.h>
#include <pwd.h>

#include "commands/assembly.hpp"
#include "commands/channel_desk.hpp"
#include "commands/roster.hpp"
#include "net/curl_fetcher.hpp"
#include "net/curl_mailer.hpp"
#include "service/system_clock.hpp"
#include "serving/api_server.hpp"

namespace commands {

using reading::Json;
using serving::Question;
using serving::Reply;

namespace {

constexpr const char* usual_socket = "/run/handlewatch/api.sock";

std::string who() {
  const passwd* entry = ::getpwuid(::getuid());
  return fmt::format("{} (uid {})", entry != nullptr ? entry->pw_name : "?", ::getuid());
}

namespace asio = boost::asio;

// What answers about channels without a service.
struct Own {
  Own(const asio::io_context::executor_type& executor, const Configuration& configuration)
      : posts(executor, channel_settings(configuration)),
        mailer(executor, configuration.network.ca_file.string()) {}
  service::SystemClock clock;
  net::CurlFetcher posts;
  net::CurlMailer mailer;
  std::vector<alerting::OpenChannel> channels;
};

asio::awaitable<Reply> answer_and_drain(Own& own, ChannelDesk& desk, Question question) {
  Reply reply = co_await desk.answer(std::move(question));
  co_await own.posts.drained();
  co_await own.mailer.drained();
  co_return reply;
}

Reply ask_own_channels(Context& context, const Configuration& configuration,
                       const platforms::Catalogue& catalogue, ledger::Ledger& ledger,
                       Question question) {
  asio::io_context io(1);
  Own own(io.get_executor(), configuration);
  auto channels = channels_of(configuration, catalogue, context.patterns() / "messages",
                              {own.posts, own.mailer, own.clock});
  if (!channels) return serving::refusal(500, to_string(channels.error().front()));
  own.channels = std::move(*channels);
  const auto find = [&own](const std::string& name) -> const alerting::OpenChannel* {
    for (const alerting::OpenChannel& one : own.channels) {
      if (one.name == name) return &one;
    }
    return nullptr;
  };
  const auto works = [&ledger](const std::string& name) { ledger.outbox.resume(name); };
  ChannelDesk desk({configuration.channels, ledger, own.clock, find, works});
  std::optional<Reply> answer;
  asio::co_spawn(io, answer_and_drain(own, desk, std::move(question)),
                 [&answer](const std::exception_ptr& thrown, Reply reply) {
                   if (thrown) std::rethrow_exception(thrown);
                   answer = std::move(reply);
                 });
  io.run();
  return answer ? std::move(*answer) : serving::refusal(500, "there was no answer");
}

std::optional<Reply> ask_own_desk(Context& context, Question question) {
  platforms::Catalogue catalogue = read_catalogue(context);
  naming::DatasetStore datasets({context.patterns() / "datasets"});
  const auto configuration = read_configuration(
      configuration_file(context.common()), {catalogue, datasets, context.patterns() / "messages"});
  if (!configuration) {
    context.errors(configuration.error());
    return std::nullopt;
  }
  const std::filesystem::path path = configuration->ledger.path;
  const bool about_channels = ChannelDesk::answers(question);
  const bool is_there = std::filesystem::exists(path);
  if (!is_there && !about_channels) {
    return serving::refusal(404,
                            fmt::format("{}: there is no ledger yet: nothing ran", path.string()));
  }
  // Channels can be tried before anything ran.
  const auto ledger = ledger::Ledger::open(is_there ? path.string() : ":memory:");
  if (!ledger) {
    context.errors(ledger.error());
    return std::nullopt;
  }
  if (about_channels) {
    return ask_own_channels(context, *configuration, catalogue, **ledger, std::move(question));
  }
  const service::SystemClock clock;
  question.author = who();
  return serving::Desk(**ledger, clock).answer(question);
}

}  // namespace

std::filesystem::path socket_of_clients() {
  const char* named = std::getenv("HANDLEWATCH_SOCKET");
  return named != nullptr && *named != '\0' ? named : usual_socket;
}

std::optional<Json> ask(Context& context, Question question, int& exit_code) {
  std::optional<Reply> reply = serving::ask_service(socket_of_clients(), question);
  if (!reply) reply = ask_own_desk(context, std::move(question));
  if (!reply) {
    exit_code = Exit::usage;
    return std::nullopt;
  }
  if (reply->status == 200) return std::move(reply->body);
  const Json* why = reply->body.find("error");
  context.error(why != nullptr ? why->text : fmt::format("the service says {}", reply->status));
  exit_code = reply->status >= 500 ? Exit::failed : Exit::usage;
  return std::nullopt;
}

}  // namespace commands
