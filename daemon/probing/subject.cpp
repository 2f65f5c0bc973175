#include "probing/subject.hpp"

namespace probing {

using model::Status;
using platforms::Reading;

bool is_rightly_free(const platforms::Definition& definition, const Reading& reading) {
  if (reading.next == Reading::Next::ask) return true;
  if (reading.next != Reading::Next::decided) return false;
  const bool is_miss = definition.positive_only() && reading.status == Status::unknown;
  return is_miss || reading.status == Status::available;
}

}  // namespace probing
