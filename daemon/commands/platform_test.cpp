#include "commands/platform_test.hpp"

#include <algorithm>
#include <chrono>
#include <list>
#include <memory>

#include <fmt/format.h>

#include "commands/catalogue_input.hpp"
#include "commands/check_input.hpp"
#include "commands/replay.hpp"
#include "importing/overlay.hpp"
#include "probing/authorization.hpp"
#include "probing/credentials.hpp"
#include "probing/doubts.hpp"
#include "probing/exchange_recorder.hpp"
#include "text/join.hpp"
#include "text/time.hpp"

namespace commands {
namespace {

using platforms::Definition;

struct TestOptions {
  std::vector<std::string> ids;
  std::vector<std::string> files;
  std::string record;
  std::string offline;
  bool all = false;
  NetworkOptions network;
};

std::string now_text() {
  return text::iso(
      std::chrono::time_point_cast<model::Milliseconds>(std::chrono::system_clock::now()));
}

// One place under test: asked as usual and, where it takes several handles at once, one by one.
struct Tested {
  targets::Place place;
  const probing::ProbeReport* usual = nullptr;
  const probing::ProbeReport* one_by_one = nullptr;
};

bool asks_in_batches(const Definition& definition) {
  return std::any_of(definition.asks.begin(), definition.asks.end(),
                     [](const platforms::Ask& ask) { return ask.max > 1; });
}

Definition one_by_one(Definition definition) {
  for (platforms::Ask& ask : definition.asks) ask.max = 1;
  return definition;
}

TestRow controls_row(const Tested& tested) {
  const Definition& definition = *tested.place.definition;
  const probing::ProbeReport& probe = *tested.usual;
  const bool claimed = probe.proof && probe.proof->claimed_proven;
  const bool available =
      definition.positive_only() || (probe.proof && probe.proof->available_proven);
  const bool blind = probe.proof && probe.proof->blind;
  const std::string controls = text::joined(probe.control_notes, "; ");
  return {definition.id, probe.server, "controls",
          blind                  ? "blind"
          : claimed && available ? "right"
                                 : "unproven",
          controls.empty() ? probing::doubts(probe) : controls};
}

TestRow batch_row(const Tested& tested) {
  const auto proofs = [](const probing::ProbeReport& probe) {
    return probe.proof ? std::tuple(probe.proof->claimed_proven, probe.proof->available_proven,
                                    probe.proof->blind)
                       : std::tuple(false, false, false);
  };
  const auto usual = proofs(*tested.usual);
  const bool same = usual == proofs(*tested.one_by_one);
  if (same && usual == std::tuple(false, false, false)) {
    return {tested.place.definition->id, tested.usual->server, "batch", "unproven",
            "neither several at once nor one by one proved anything"};
  }
  const std::string alone = text::joined(tested.one_by_one->control_notes, "; ");
  return {tested.place.definition->id, tested.usual->server, "batch", same ? "right" : "wrong",
          same ? "several at once and one by one say the same" : "one by one: " + alone};
}

// What was right on the live platform is written down, so that `platforms list` tells its age.
void write_down(Context& context, const Definition& definition, bool is_catalogued,
                const running::NetworkSettings& network) {
  if (!is_catalogued) return;
  if (network.net.allow_private_addresses) {
    context.remark(fmt::format(
        "{}: not marked as verified: private addresses were allowed, so this may not be the "
        "platform itself",
        definition.id));
    return;
  }
  const auto written = importing::write_verified(definition, now_text());
  if (written) {
    context.remark(fmt::format("{}: verified now, see {}", definition.id, written->string()));
  } else {
    context.remark(fmt::format("{}: right, but that could not be written down: {}", definition.id,
                               to_string(written.error().front())));
  }
}

// Why it cannot be asked; empty: it can.
std::string not_asked_for(const Definition& definition) {
  if (definition.asks.empty()) return "by hand";
  if (definition.disabled) return "off";
  const probing::Credentials credentials = probing::system_credentials();
  probing::Tokens tokens;
  probing::Authorization road(definition, credentials, tokens);
  if (road.entry()) return "";
  road.lack_all_entries();
  const std::vector<std::string> lacking(road.lacking().begin(), road.lacking().end());
  return "no credential: " + text::joined(lacking, " or ");
}

// One of its servers: where a control of it is.
std::string server_of(const Definition& definition) {
  if (!definition.server) return "";
  if (!definition.server->default_url.empty()) return definition.server->default_url;
  for (const platforms::Control& control : definition.controls.claimed) {
    if (!control.server.empty()) return control.server;
  }
  return "";
}

// Everything that a program can ask, with the credentials that are here.
void choose_all(const importing::Catalogue& catalogue, std::vector<targets::Place>& places,
                std::vector<TestRow>& not_asked) {
  places.clear();
  for (const auto& [id, definition] : catalogue.all()) {
    const std::string server = server_of(definition);
    std::string why = not_asked_for(definition);
    if (why.empty() && definition.server && server.empty()) why = "no server is known";
    if (why.empty()) {
      places.push_back({&definition, server});
    } else {
      not_asked.push_back({id, server, "controls", "not asked", why});
    }
  }
}

// What a monthly report says beside whether it is right: what it rests on, and since when.
std::string standing(const Definition& definition, const RulesSeen& seen) {
  std::size_t rules = 0;
  for (const platforms::Ask& ask : definition.asks) rules += ask.rules.size();
  return fmt::format(
      "{} of {} rules seen; {}; {}", seen.size(), rules, definition.evidence,
      definition.verified.empty() ? "never verified before" : "verified " + definition.verified);
}

bool is_empty_or_missing(const std::filesystem::path& folder) {
  std::error_code error;
  return !std::filesystem::exists(folder, error) || std::filesystem::is_empty(folder, error);
}

int test_live(Context& context, const TestOptions& options) {
  importing::Catalogue catalogue = read_catalogue(context);
  const bool any = options.all || (options.ids.empty() && options.files.empty());
  if (any) compile_all(context, catalogue);
  const bool all_load = catalogue.refused().empty();
  std::vector<targets::Place> places;
  const auto configuration = given_configuration(context, catalogue);
  if (!configuration) return Exit::usage;
  const auto network = read_network(context, options.network, *configuration);
  const importing::Catalogue catalogued = catalogue;
  if (!read_places(context, options.files, options.ids, catalogue, places) || !network) {
    return Exit::usage;
  }
  std::vector<TestRow> rows;
  if (options.all) choose_all(catalogue, places, rows);
  if (!options.record.empty() && !is_empty_or_missing(options.record)) {
    context.error(
        fmt::format("--record: {} is not empty; a folder of its own is needed", options.record));
    return Exit::usage;
  }

  // A probe without targets asks its controls alone.
  targets::SweepPlan plan;
  std::list<Definition> single;
  for (const targets::Place& place : places) {
    plan.probes.push_back({place.definition, place.server, {}, {}});
    if (!asks_in_batches(*place.definition)) continue;
    single.push_back(one_by_one(*place.definition));
    plan.probes.push_back({&single.back(), place.server, {}, {}});
  }
  probing::ExchangeRecorder recorder(options.record, now_text(), probing::system_credentials());
  std::map<std::pair<std::string, std::string>, RulesSeen> seen;
  running::SweepObserver observer;
  observer.exchange = [&](const probing::Exchange& exchange) {
    if (!options.record.empty()) recorder.keep(exchange);
    if (exchange.ask == nullptr) return;
    for (const platforms::Reading& reading : *exchange.readings) {
      if (reading.rule == 0) continue;
      ++seen[{exchange.definition->id, exchange.server}]
            [fmt::format("{}/{}", exchange.ask->name, reading.rule)];
    }
  };
  const running::SweepOutcome outcome =
      running::run_sweep(*network, std::move(plan), {}, std::move(observer));

  std::size_t at = 0;
  for (const targets::Place& place : places) {
    Tested tested{place, &outcome.result.probes[at++], nullptr};
    if (asks_in_batches(*place.definition)) tested.one_by_one = &outcome.result.probes[at++];
    std::vector<TestRow> mine = {controls_row(tested)};
    if (tested.one_by_one != nullptr) mine.push_back(batch_row(tested));
    const bool right = all_right(mine) && outcome.signal == 0;
    const std::string& id = place.definition->id;
    const bool is_catalogued =
        catalogued.find(id) != nullptr && catalogued.find(id)->file == place.definition->file;
    if (right) write_down(context, *place.definition, is_catalogued, *network);
    RulesSeen rules_seen;
    for (const auto& [where, rules] : seen) {
      if (where.first != id || (place.definition->server && where.second != place.server)) continue;
      rules_seen = rules;
      if (options.all) continue;
      for (TestRow& row : rule_rows(*place.definition, place.server, rules)) {
        mine.push_back(std::move(row));
      }
    }
    if (options.all) mine.front().detail += "; " + standing(*place.definition, rules_seen);
    rows.insert(rows.end(), mine.begin(), mine.end());
  }
  std::stable_sort(rows.begin(), rows.end(), [](const auto& one, const auto& other) {
    return one.platform < other.platform;
  });
  print_test(context, rows);
  if (!options.record.empty()) {
    context.remark(fmt::format("{} exchanges kept in {}", recorder.kept(), options.record));
  }
  if (!recorder.trouble().empty()) {
    context.error(recorder.trouble());
    return Exit::failed;
  }
  if (outcome.signal != 0) return 128 + outcome.signal;
  return all_right(rows) && all_load ? Exit::done : Exit::found;
}

// Nothing is asked.
int test_offline(Context& context, const TestOptions& options) {
  importing::Catalogue catalogue = read_catalogue(context);
  std::vector<targets::Place> places;
  if (!read_places(context, options.files, {}, catalogue, places)) return Exit::usage;
  std::vector<const Definition*> definitions;
  for (const std::string& id : options.ids) {
    const Definition* definition = catalogue.find(id);
    if (definition == nullptr) {
      context.error(no_platform(catalogue, id));
      return Exit::usage;
    }
    definitions.push_back(definition);
  }
  if (options.ids.empty()) {
    compile_all(context, catalogue);
    for (const auto& [id, definition] : catalogue.all()) definitions.push_back(&definition);
  }
  std::vector<TestRow> rows;
  model::Problems problems;
  for (const Definition* definition : definitions) {
    const auto mine = replay_folder(*definition, options.offline, problems);
    rows.insert(rows.end(), mine.begin(), mine.end());
    if (mine.empty() && !options.ids.empty()) {
      problems.push_back({options.offline + "/" + definition->id, 0, 0, "",
                          "no exchanges (files that end in .http) are here"});
    }
  }
  if (rows.empty() && problems.empty()) {
    problems.push_back({options.offline, 0, 0, "", "no exchanges of any platform are here"});
  }
  context.errors(problems);
  if (!rows.empty()) print_test(context, rows);
  if (!problems.empty()) return Exit::usage;
  return all_right(rows) ? Exit::done : Exit::found;
}

int test(Context& context, const TestOptions& options) {
  if (options.all && !options.ids.empty()) {
    context.error(fmt::format("--all is every platform; '{}' is one", options.ids.front()));
    return Exit::usage;
  }
  if (options.all && !options.offline.empty()) {
    context.error("--offline reads the exchanges of all platforms anyway; leave --all out");
    return Exit::usage;
  }
  if (options.offline.empty()) return test_live(context, options);
  if (options.record.empty()) return test_offline(context, options);
  context.error("--offline asks nobody, so there is nothing to --record");
  return Exit::usage;
}

}  // namespace

void add_platform_test(const Command& parent) {
  const auto options = std::make_shared<TestOptions>();
  const Command tested = parent.add(
      "test", "Ask each platform for its controls: does it still answer as its definition says?");
  tested.arguments("ID", options->ids, "Platforms, ID or ID@SERVER (default: those of check)")
      .options("--platform-file", options->files,
               "Add a definition or a foreign site list (repeatable)", "FILE")
      .flag("--all", options->all,
            "Every platform that can be asked with the credentials here: a line each")
      .option("--record", options->record, "Keep every exchange in this folder, without secrets",
              "DIR")
      .option("--offline", options->offline, "Ask nobody: read the exchanges kept in this folder",
              "DIR")
      .footer(
          "What is right on the live platform is marked as verified, in a copy of the definition\n"
          "in /etc/handlewatch/platforms (or $HANDLEWATCH_PLATFORMS).\n"
          "Exit: 0 every platform answered its controls rightly, 1 one did not.\n"
          "Examples:\n"
          "  handlewatch platforms test codeberg mastodon@mastodon.social\n"
          "  handlewatch platforms test --all --format json > health.json\n"
          "  handlewatch platforms test x --record /tmp/x\n"
          "  handlewatch platforms test x --offline /tmp/x")
      .runs([options](Context& context) { return test(context, *options); });
  add_network_options(tested, options->network);
}

}  // namespace commands
