#include "learning/learning_run.hpp"

#include <algorithm>
#include <random>
#include <set>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>

#include "learning/obstacles.hpp"
#include "net/curl_fetcher.hpp"
#include "platforms/controls.hpp"
#include "platforms/walls.hpp"
#include "probing/single_probe.hpp"
#include "system/system_clock.hpp"

namespace learning {
namespace {

namespace asio = boost::asio;

constexpr std::size_t names_to_learn_from = 3;
constexpr std::size_t free_names = 4;   // of 12, 13, 14 and 15 characters
constexpr std::size_t free_passes = 2;  // each is asked so often
constexpr std::size_t fresh_names = 3;  // for the proof
constexpr std::size_t most_proofs = 6;  // claimed names asked for it
constexpr int rounds = 3;               // of learning and proving
constexpr int most_redirects = 3;
constexpr std::size_t hopeless_after = 4;  // questions without an answer that counts

struct Question {
  Side side;
  std::string name;
};

// What one account's page shows is learned from few names, so these are asked more often.
std::size_t claimed_passes(std::size_t names) {
  return names == 1 ? 6 : names == 2 ? 4 : 3;
}

bool leads_elsewhere(const net::Reply& reply) {
  const platforms::Answer answer(reply);
  return !reply.failure && answer.status() >= 300 && answer.status() <= 399 &&
         !reply.head.location.empty() && reply.head.location != reply.effective_url &&
         !platforms::is_login_redirect(answer);
}

using Result = tl::expected<Learned, std::string>;

bool is_two_sided(const Result& result) {
  return result && !result->missing_by.empty();
}

class LearningRun {
 public:
  LearningRun(const running::NetworkSettings& settings, Lesson lesson,
              std::function<void(model::Milliseconds)> waits)
      : io_(1),
        fetcher_(io_.get_executor(), settings.net),
        permits_(io_.get_executor(), 1),
        lesson_(std::move(lesson)),
        blank_(*blank_definition(lesson_)),
        probe_(blank_, with_deadline(settings), fetcher_, clock_, permits_, rate_limits_,
               std::move(waits)),
        random_(std::random_device{}()),
        signals_(io_, SIGINT, SIGTERM) {}

  LearningOutcome run() {
    listen();
    std::exception_ptr failure;
    asio::co_spawn(io_, whole(), [&](const std::exception_ptr& thrown) {
      failure = thrown;
      signals_.cancel();
    });
    io_.run();
    if (failure) std::rethrow_exception(failure);
    outcome_.requests = probe_.requests();
    outcome_.redirects = lesson_.redirects;
    return std::move(outcome_);
  }

 private:
  probing::ProbeSettings with_deadline(const running::NetworkSettings& settings) {
    probing::ProbeSettings probing = settings.probing;
    if (settings.max_wait) probing.deadline = clock_.steady() + *settings.max_wait;
    return probing;
  }

  async::Task<void> whole() {
    const std::vector<Question> questions = first_questions();
    co_await gather(questions);
    co_await ask_respelt();
    if (must_follow()) {
      co_await conclude_following(std::nullopt);
    } else {
      co_await conclude();
      const std::optional<Result> found = outcome_.result;
      if (may_follow()) co_await conclude_following(found);
    }
    co_await fetcher_.drained();
  }

  // Learns from all answers so far and proves it on fresh names; what fails the proof teaches too.
  async::Task<void> conclude() {
    for (int round = 0; round < rounds; ++round) {
      outcome_.result = learn(lesson_, samples_, respelt_);
      if (!outcome_.result || probe_.stopped()) co_return;
      const std::size_t before = samples_.size();
      const std::vector<Question> questions = proof_questions(outcome_.result->definition);
      co_await gather(questions);
      if (is_proven(*outcome_.result, before)) co_return;
    }
    outcome_.result = tl::unexpected<std::string>(
        "what told accounts from free names did not hold for further names");
  }

  // Again, with redirects followed. Of both ways the one that proves both sides, else the one that
  // proves anything; `found`: without following, where that has been looked at.
  async::Task<void> conclude_following(std::optional<Result> found) {
    const std::vector<Sample> unfollowed = samples_;
    const auto respelt = respelt_;
    lesson_.redirects = most_redirects;
    co_await follow();
    co_await conclude();
    if (is_two_sided(outcome_.result) || probe_.stopped()) co_return;
    const Result followed = outcome_.result;
    samples_ = unfollowed;
    respelt_ = respelt;
    lesson_.redirects = 0;
    if (found) outcome_.result = *found;
    if (!found) co_await conclude();
    if (is_two_sided(outcome_.result) || !followed || (found && *found)) co_return;
    outcome_.result = followed;
    lesson_.redirects = most_redirects;
  }

  // What was no redirect is answered as before.
  async::Task<void> follow() {
    for (Sample& sample : samples_) {
      if (!leads_elsewhere(sample.reply)) continue;
      sample.reply = co_await ask(sample);
    }
    if (!respelt_ || !leads_elsewhere(respelt_->reply)) co_return;
    respelt_->reply = co_await ask(*respelt_);
  }

  async::Task<void> gather(std::vector<Question> questions) {
    for (const Question& question : questions) {
      if (probe_.stopped() || is_hopeless()) break;
      Sample sample;
      sample.side = question.side;
      sample.name = question.name;
      sample.reply = co_await ask(sample);
      samples_.push_back(std::move(sample));
    }
  }

  async::Task<void> ask_respelt() {
    const auto name = respelling(lesson_.claimed.front());
    if (!name || stands_in_host(lesson_) || probe_.stopped() || is_hopeless()) {
      co_return;
    }
    respelt_.emplace();
    respelt_->side = Side::claimed;
    respelt_->name = *name;
    respelt_->reply = co_await ask(*respelt_);
  }

  async::Task<net::Reply> ask(const Sample& sample) {
    ++(sample.side == Side::claimed ? outcome_.claimed : outcome_.missing)[sample.name];
    std::string handle = platforms::canonical(blank_, sample.name).handle;
    co_return co_await probe_.ask(std::move(handle), lesson_.redirects);
  }

  // Accounts and free names in turn, so that no mood of the server meets one side only.
  std::vector<Question> first_questions() {
    std::vector<Question> accounts;
    const std::size_t names = std::min(lesson_.claimed.size(), names_to_learn_from);
    for (std::size_t i = 0; i < claimed_passes(names) * names; ++i) {
      accounts.push_back({Side::claimed, lesson_.claimed[i % names]});
    }
    std::vector<std::string> free;
    for (std::size_t i = 0; i < free_names; ++i) free.push_back(random_name(12 + i));
    std::vector<Question> questions;
    for (std::size_t i = 0; i < std::max(accounts.size(), free_names * free_passes); ++i) {
      if (i < accounts.size()) questions.push_back(accounts[i]);
      if (i < free_names * free_passes) questions.push_back({Side::missing, free[i % free_names]});
    }
    return questions;
  }

  // In the spelling that the definition will ask.
  std::vector<Question> proof_questions(const platforms::Definition& definition) {
    std::vector<Question> questions;
    const auto& names = lesson_.claimed;
    // Those that nothing was learned from come first.
    for (std::size_t i = 0; i < std::min(names.size(), most_proofs); ++i) {
      const std::string& name = names[names.size() - 1 - i];
      questions.push_back({Side::claimed, platforms::canonical(definition, name).handle});
    }
    for (std::size_t i = 0; i < fresh_names; ++i) {
      questions.push_back({Side::missing, random_name(12 + random_() % 4)});
    }
    return questions;
  }

  std::string random_name(std::size_t length) {
    for (;;) {
      std::string name = platforms::random_free_name(blank_, random_);
      if (name.size() == length && !outcome_.missing.contains(name)) return name;
    }
  }

  bool is_proven(const Learned& learned, std::size_t from) {
    std::set<Side> seen;
    outcome_.proofs = 0;
    for (std::size_t i = from; i < samples_.size(); ++i) {
      const Sample& sample = samples_[i];
      const auto said = reading_of(learned.definition, sample.name, sample.reply).status;
      const bool answered = !obstacle_in(lesson_.url, sample.reply);
      if (said == model::Status::unknown && !answered) continue;
      const bool positive_only = learned.missing_by.empty();
      const bool right = sample.side == Side::claimed ? said == model::Status::claimed
                         : positive_only              ? said != model::Status::claimed
                                                      : said == model::Status::available;
      if (!right) return false;
      seen.insert(sample.side);
      ++outcome_.proofs;
    }
    return seen.contains(Side::claimed) && (learned.missing_by.empty() || seen.size() == 2);
  }

  bool must_follow() const {
    const auto leads = [](const Sample& sample) { return leads_elsewhere(sample.reply); };
    const auto of = [&](Side side) {
      return std::any_of(samples_.begin(), samples_.end(), [&](const Sample& sample) {
        return sample.side == side && leads(sample);
      });
    };
    if (all_lead_to_one_place()) return false;
    return of(Side::claimed) || (respelt_ && leads(*respelt_) && !of(Side::missing));
  }

  // Accounts and free names alike: to follow would teach nothing.
  bool all_lead_to_one_place() const {
    return std::all_of(samples_.begin(), samples_.end(), [&](const Sample& sample) {
      return leads_elsewhere(sample.reply) &&
             sample.reply.head.location == samples_.front().reply.head.location;
    });
  }

  bool may_follow() const {
    return !is_two_sided(outcome_.result) && !probe_.stopped() && !all_lead_to_one_place() &&
           std::any_of(samples_.begin(), samples_.end(),
                       [](const Sample& sample) { return leads_elsewhere(sample.reply); });
  }

  // A wall at every question is asked no more of.
  bool is_hopeless() const {
    if (samples_.empty()) return false;
    const auto limited = [](const Sample& sample) { return sample.reply.head.status == 429; };
    const bool limit = std::all_of(samples_.begin(), samples_.end(), limited);
    if (samples_.size() < (limit ? 2 : hopeless_after)) return false;
    return std::all_of(samples_.begin(), samples_.end(), [&](const Sample& sample) {
      return obstacle_in(lesson_.url, sample.reply).has_value();
    });
  }

  void listen() {
    signals_.async_wait([this](const boost::system::error_code& error, int signal) {
      if (error) return;
      outcome_.signal = signal;
      signals_.clear();  // asked twice, it ends at once, even where nobody reads what it prints
      probe_.stop();
      clock_.wake_all();
      fetcher_.cancel_all();
    });
  }

  asio::io_context io_;
  sys::SystemClock clock_;
  net::CurlFetcher fetcher_;
  async::Semaphore permits_;
  probing::RateLimits rate_limits_;
  Lesson lesson_;
  platforms::Definition blank_;
  probing::SingleProbe probe_;
  std::mt19937_64 random_;
  asio::signal_set signals_;
  std::vector<Sample> samples_;
  std::optional<Sample> respelt_;
  LearningOutcome outcome_{tl::unexpected<std::string>("nothing was asked"), {}, {}, 0, 0, 0, 0};
};

}  // namespace

LearningOutcome run_learning(const running::NetworkSettings& settings, Lesson lesson,
                             std::function<void(model::Milliseconds)> waits) {
  return LearningRun(settings, std::move(lesson), std::move(waits)).run();
}

}  // namespace learning
