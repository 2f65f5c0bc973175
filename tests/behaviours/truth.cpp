#include "behaviours/truth.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace behaviours {
namespace {

using std::chrono::hours;

model::Milliseconds part_of(model::Milliseconds time, std::mt19937_64& random) {
  const auto span = static_cast<std::uint64_t>(std::max<long long>(time.count(), 1));
  return model::Milliseconds(static_cast<long long>(random() % span));
}

}  // namespace

Truth::Truth(std::vector<std::string> handles, std::size_t ours, std::size_t strangers)
    : handles_(std::move(handles)), ours_(ours) {
  for (std::size_t i = 0; i < handles_.size(); ++i) {
    Account account = nobody;
    if (i < ours) account = first_of_ours + static_cast<Account>(i);
    if (i >= ours && i < ours + strangers) account = next_++;
    stays_[handles_[i]] = {{model::Instant::min(), account}};
  }
}

void Truth::set(const std::string& handle, model::Instant from, Account account) {
  auto& stays = stays_.at(handle);
  stays.push_back({from, account});
  std::sort(stays.begin(), stays.end(),
            [](const Stay& a, const Stay& b) { return a.from < b.from; });
}

void Truth::live(model::Instant from, model::Milliseconds lasts, Life life,
                 std::mt19937_64& random) {
  const double years = double(lasts.count()) / double(model::Milliseconds(hours(24 * 365)).count());
  const int claims = std::poisson_distribution<int>(life.claims_a_year * years)(random);
  for (int i = 0; i < claims; ++i) {
    const std::string& handle = handles_[random() % handles_.size()];
    if (stays_.at(handle).size() > 1 || at(handle, from) != nobody) continue;
    const model::Instant came = from + part_of(lasts, random);
    set(handle, came, next_++);
    if (random() % 3 == 0) set(handle, came + hours(24 * 8) + part_of(lasts / 2, random), nobody);
  }
  if (ours_ == 0) return;
  const std::string& lost = handles_[random() % ours_];
  const Account account = at(lost, from);
  const model::Instant gone = from + part_of(lasts / 2, random) + hours(48);
  set(lost, gone, nobody);
  if (life.ours_return) set(lost, gone + hours(24 * 20), account);
}

Account Truth::at(const std::string& handle, model::Instant when) const {
  const auto found = stays_.find(handle);
  if (found == stays_.end()) return control(handle);
  Account account = nobody;
  for (const Stay& stay : found->second) {
    if (stay.from <= when) account = stay.account;
  }
  return account;
}

std::vector<std::string> roster(std::size_t count, bool plain_only) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t form = plain_only ? 0 : i % 8;
    if (form == 5)
      names.push_back(fmt::format("police.{:03}", i));
    else if (form == 6)
      names.push_back(fmt::format("police-{:03}", i));
    else if (form == 7)
      names.push_back(fmt::format("{:06}", 170'000 + i));
    else
      names.push_back(fmt::format("policenationale{:03}", i));
  }
  return names;
}

}  // namespace behaviours
