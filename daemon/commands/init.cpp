#include "commands/init.hpp"

#include <cassert>
#include <memory>

#include <fmt/format.h>

#include "commands/new_file.hpp"
#include "configuration/configuration.hpp"
#include "reading/commented.hpp"

namespace commands {
namespace {

// What a small organisation would begin with. Its secret is a name only: it comes from outside.
constexpr std::string_view example = R"({
  "ledger": "sqlite:/var/lib/handlewatch/ledger.db",
  "operator": {"name": "Example Org", "contact": "mailto:soc@example.org"},
  "language": "en",
  "timezone": "UTC",
  "watches": [{
    "name": "example",
    "expect": ["exampleorg", "exampleorg{countries|lower}"],
    "platforms": ["github", "codeberg", "mastodon@mastodon.social"],
    "every": "6h",
    "owned": [{"platform": "github", "handle": "exampleorg"}]
  }],
  "platforms": {"github": {"rate": "30/1h"}},
  "network": {"allow_private_addresses": false},
  "channels": {"team": {"type": "slack", "url": {"credential": "slack-url"}}},
  "routes": [{"severity": ["critical", "high", "medium", "low", "info"], "to": ["team"]}],
  "retention": {"history": "5y", "profiles": "180d"}
})";

constexpr std::string_view preface =
    R"(// The configuration of handlewatch: JSON with comments and trailing commas.
// handlewatch config check --config FILE   says what is wrong with it, if anything is
// handlewatch config schema                lists every key, for editors
)";

std::string first_configuration() {
  const auto json = reading::parse_json(example, reading::our_files);
  assert(json);
  return std::string(preface) + reading::commented(configuration::configuration_shape(), *json);
}

int write_file(Context& context, const std::string& file, const std::string& text) {
  const int code = write_new_file(context, file, text);
  if (code != Exit::done) return code;
  context.remark(
      fmt::format("wrote {}; next: make the names, the ledger's folder and the channel "
                  "yours, then: handlewatch config check --config {}",
                  file, file));
  return Exit::done;
}

int init(Context& context, const std::string& file) {
  const std::string text = first_configuration();
  if (!file.empty()) return write_file(context, file, text);
  context.results().write(text);
  context.results().flush();
  return Exit::done;
}

}  // namespace

void add_init(const Command& parent) {
  auto file = std::make_shared<std::string>();
  parent.add("init", "Write a commented first configuration")
      .option("--output", *file, "A new file (default: standard output)", "FILE")
      .footer("Example:\n  handlewatch init --output handlewatch.json")
      .runs([file](Context& context) { return init(context, *file); });
}

}  // namespace commands
