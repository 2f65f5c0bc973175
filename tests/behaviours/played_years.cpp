// Years of the service over ten platforms, one of each kind, that all behave alike: a row of
// figures for each behaviour. scripts/behaviours runs it.
//
//   behaviours-years ROW [DAYS] [SEED]     a behaviour by its name, honest and mixed among them
//   behaviours-years --list
#include <cstdio>
#include <cstdlib>
#include <iostream>

#include <fmt/format.h>

#include "behaviours/service.hpp"

namespace {

using namespace behaviours;
using std::chrono::hours;

constexpr std::size_t handles = 101;

// One fifth of the platforms misbehaves at any time, for eight hours each, each time in another
// way: everything that there is.
Behaviour mixed(std::uint64_t seed) {
  auto ways = std::make_shared<std::vector<Behaviour>>();
  for (const Row& row : misbehaviours()) ways->push_back(row.make(seed + ways->size()));
  for (const YearRow& row : years()) {
    if (row.allowed != YearRow::Allowed::unseen) ways->push_back(row.make(seed + ways->size()));
  }
  const auto now = [ways, seed](const Asking& asking) -> const Behaviour* {
    const auto span = static_cast<std::uint64_t>(asking.at.time_since_epoch() / hours(8));
    std::mt19937_64 dice(seed * 1'000'003 + span);
    dice.discard(3);
    return dice() % 5 == 0 ? &(*ways)[dice() % ways->size()] : nullptr;
  };
  Behaviour behaviour{"mixed"};
  behaviour.wall = [now](const Asking& asking) -> std::optional<net::Reply> {
    const Behaviour* way = now(asking);
    return way != nullptr && way->wall ? way->wall(asking) : std::nullopt;
  };
  behaviour.says = [now](const Asking& asking, const std::string& handle, Account account) {
    const Behaviour* way = now(asking);
    return way != nullptr && way->says ? way->says(asking, handle, account) : account;
  };
  return behaviour;
}

std::optional<YearRow> row_named(const std::string& name) {
  if (name == "mixed") return YearRow{{"mixed", mixed}, YearRow::Allowed::few};
  for (const YearRow& row : years()) {
    if (row.name == name) return row;
  }
  return std::nullopt;
}

std::string figures(const std::string& who, const Tally& tally, double platform_years) {
  std::string line = fmt::format("{:<36}", who);
  for (const std::size_t false_ones : {tally.false_gains, tally.false_losses}) {
    line += fmt::format(" {:>7.2f}", double(false_ones) / platform_years);
  }
  for (const std::size_t gains :
       {tally.gains, tally.told, tally.missed, tally.unseen, tally.undecided}) {
    line += fmt::format(" {:>7}", gains);
  }
  for (const double delay :
       {percentile(tally.gain_delays, 0.5), percentile(tally.gain_delays, 0.99),
        percentile(tally.loss_delays, 0.99)}) {
    line += fmt::format(" {:>7.0f}", delay);
  }
  const auto answers = double(tally.answers);
  line += fmt::format(" {:>7.3f} {:>7.2f}", double(tally.requests) / answers,
                      100 * double(tally.decided) / answers);
  for (const std::size_t count :
       {tally.wrong_claimed, tally.wrong_free, tally.hidden, tally.notices}) {
    line += fmt::format(" {:>7}", count);
  }
  return line;
}

int play(const YearRow& row, long long days, std::uint64_t seed) {
  std::vector<std::unique_ptr<PlayedPlatform>> platforms;
  std::mt19937_64 random(seed);
  const model::Milliseconds lasts = hours(24 * days);
  for (const Kind kind : all_kinds()) {
    platforms.push_back(std::make_unique<PlayedPlatform>(fmt::format("p{}", platforms.size()), kind,
                                                         R"("rate": "600/10m", "concurrency": 2)",
                                                         Truth(roster(handles), 5, 5)));
    platforms.back()->behaviour = row.make(random());
  }
  PlayedService::Settings settings;
  settings.seed = random();
  PlayedService service(platforms, settings);
  const model::Instant begin = service.begin();
  for (const auto& platform : platforms) {
    platform->truth.live(begin, lasts, {12, shows_id(platform->kind)}, random);
  }
  service.run_until(lasts);
  service.stop();

  const double a_year = double(days) / 365;
  Tally all;
  for (const auto& platform : platforms) {
    Tally tally = platform->verdicts.ended(begin, service.now(), hours(48));
    tally.requests = platform->asked;
    std::cout << figures(row.name + "; " + name(platform->kind), tally, a_year) << '\n';
    all.add(tally);
  }
  std::cout << figures(row.name, all, a_year * double(platforms.size())) << '\n';
  if (std::getenv("HANDLEWATCH_WRONG") != nullptr) {
    for (const std::string& line : all.wrong) std::cout << "  " << line << '\n';
  }
  return 0;
}

}  // namespace

int main(int count, char** words) {
  const std::vector<std::string> said(words + 1, words + count);
  if (said.size() == 1 && said[0] == "--list") {
    for (const YearRow& row : years()) {
      constexpr std::string_view allowed[] = {"none", "few", "unseen"};
      std::cout << row.name << '\t' << allowed[static_cast<int>(row.allowed)] << '\n';
    }
    return 0;
  }
  const auto row = said.empty() ? std::nullopt : row_named(said[0]);
  if (!row) {
    std::cerr << "behaviours-years: a ROW of --list, or mixed\n";
    return 2;
  }
  const long long days = said.size() > 1 ? std::atoll(said[1].c_str()) : 365;
  const std::uint64_t seed = said.size() > 2 ? std::strtoull(said[2].c_str(), nullptr, 10) : 1;
  return play(*row, days, seed);
}
