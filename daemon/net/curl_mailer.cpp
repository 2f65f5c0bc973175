#include "net/curl_mailer.hpp"

#include <exception>
#include <set>
#include <thread>
#include <utility>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "async/in_flight.hpp"
#include "async/semaphore.hpp"
#include "async/signals_blocked.hpp"
#include "net/libcurl.hpp"
#include "net/mail_transfer.hpp"

namespace net {

namespace asio = boost::asio;
using model::Reason;

namespace {

// More at once is what mail servers call a flood.
constexpr int at_once = 2;

// A mail with its thread. Used on the loop thread, which must not look at the reply before the
// thread has come back.
class Job {
 public:
  using Done = asio::any_completion_handler<void()>;

  Job(const Mail& mail, const Url& server, const std::string& ca_file)
      : transfer_(mail, server, ca_file) {}
  ~Job() { end(); }
  Job(const Job&) = delete;
  Job& operator=(const Job&) = delete;

  async::Task<void> run(asio::io_context& io) {
    return asio::async_initiate<const asio::use_awaitable_t<>, void()>(
        [this, &io](auto done) { start(io, Done(std::move(done))); }, asio::use_awaitable);
  }
  void stop() { transfer_.stop(); }
  void end() {
    stop();
    if (thread_.joinable()) thread_.join();
  }
  MailReply take_reply() {
    if (error_) std::rethrow_exception(error_);
    return std::move(reply_);
  }

 private:
  void start(asio::io_context& io, Done done) {
    auto slot = asio::get_associated_cancellation_slot(done);
    if (slot.is_connected()) {
      slot.assign([this](asio::cancellation_type) { stop(); });
    }
    const async::SignalsBlocked blocked;
    thread_ = std::thread([this, &io, work = asio::make_work_guard(io),
                           done = std::move(done)]() mutable { carry(io, std::move(done)); });
  }

  // On the thread.
  void carry(asio::io_context& io, Done done) {
    try {
      reply_ = transfer_.run();
    } catch (...) {
      error_ = std::current_exception();
    }
    asio::post(io, [done = std::move(done)]() mutable {
      auto slot = asio::get_associated_cancellation_slot(done);
      if (slot.is_connected()) slot.clear();
      std::move(done)();
    });
  }

  MailTransfer transfer_;
  MailReply reply_;
  std::exception_ptr error_;
  std::thread thread_;
};

}  // namespace

struct CurlMailer::Core {
  Core(asio::io_context& context, std::string file)
      : io(context),
        ca_file(std::move(file)),
        places(context.get_executor(), at_once),
        present(context.get_executor()) {}

  asio::io_context& io;
  std::string ca_file;
  async::Semaphore places;
  std::set<Job*> jobs;      // under way
  async::InFlight present;  // mails, those that wait for a place included
  bool stopped = false;
};

namespace {

using MailerCore = CurlMailer::Core;

// A job that the core knows of.
class Listed {
 public:
  Listed(MailerCore& core, Job& job) : core_(core), job_(job) { core_.jobs.insert(&job_); }
  ~Listed() { core_.jobs.erase(&job_); }
  Listed(const Listed&) = delete;
  Listed& operator=(const Listed&) = delete;

 private:
  MailerCore& core_;
  Job& job_;
};

MailReply failed(Reason reason, std::string detail) {
  MailReply reply;
  reply.failure = reason;
  reply.failure_detail = std::move(detail);
  return reply;
}

async::Task<MailReply> carry(std::shared_ptr<MailerCore> core, Mail mail) {
  const auto cancellation = co_await asio::this_coro::cancellation_state;
  const async::InFlight::One present(core->present);
  const auto server = parse_url(mail.url);
  if (!server || (server->scheme != "smtp" && server->scheme != "smtps")) {
    co_return failed(Reason::network, "not an smtp or smtps URL");
  }
  const bool entered = co_await core->places.acquire();
  const async::Permit place(entered ? &core->places : nullptr);
  const bool cancelled = cancellation.cancelled() != asio::cancellation_type::none;
  if (!entered || core->stopped || cancelled) co_return failed(Reason::interrupted, "cancelled");
  Job job(mail, *server, core->ca_file);
  const Listed listed(*core, job);
  co_await job.run(core->io);
  co_return job.take_reply();
}

}  // namespace

CurlMailer::CurlMailer(const asio::io_context::executor_type& executor,
                       const std::string& ca_file) {
  initialise_libcurl();
  core_ = std::make_shared<MailerCore>(executor.context(), ca_file);
}

CurlMailer::~CurlMailer() {
  for (Job* job : core_->jobs) job->stop();
  for (Job* job : core_->jobs) job->end();
}

async::Task<MailReply> CurlMailer::send(Mail mail) {
  return carry(core_, std::move(mail));
}

void CurlMailer::cancel_all() {
  core_->stopped = true;
  core_->places.stop();
  for (Job* job : core_->jobs) job->stop();
}

async::Task<void> CurlMailer::drained() {
  return async::InFlight::until_none({core_, &core_->present});
}

}  // namespace net
