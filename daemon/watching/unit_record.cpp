#include "watching/unit_record.hpp"

#include "judging/second_looks.hpp"
#include "ledger/ledger.hpp"
#include "platforms/controls.hpp"

namespace watching {

using model::Instant;

namespace {

// Read at the end of each visit; where there are more, the next second look is soon.
constexpr int most_second_looks = 5'000;
// Whose handles were believed claimed for so long serve as controls of the shapes of their names,
// of which a few of each are enough; and are no news by whatever page, which is said of all of a
// roster.
constexpr model::Milliseconds long_believed = std::chrono::days(7);
constexpr int most_believed = 1'000;

}  // namespace

UnitRecord read_record(ledger::Ledger& ledger, const targets::WatchedUnit& unit,
                       const OwnedNow& owned, Instant now) {
  UnitRecord record;
  record.row = ledger.units.get(unit.key);
  record.confirm_at = ledger.units.next_confirmation(record.row, unit.confirm);
  record.second_looks = ledger.units.second_looks(record.row, most_second_looks);
  record.owned = read_owned(ledger, unit, owned);
  const Instant long_ago = now - long_believed;
  record.believed = ledger.beliefs.claimed_since(record.row, long_ago, most_believed);
  for (judging::AbsentControl& one : ledger.controls.absent(unit.key.platform, unit.key.server)) {
    if (one.gone) record.gone.push_back(std::move(one.handle));
  }
  const auto controls = platforms::claimed_controls(*unit.definition, unit.key.server, {});
  for (const std::string& control : controls.handles) {
    const auto known = ledger.beliefs.find(record.row, control);
    const bool is_believed = known && known->belief.state.status != model::Status::unknown;
    if (is_believed) record.believed_controls.insert(control);
  }
  record.is_doubted = ledger.units.was_caught_lying(record.row, now - judging::lies_last);
  return record;
}

}  // namespace watching
