// SIGHUP between the start of a service and the moment it can listen, a second or more where a
// ledger is migrated: held, it waits; the end of any program, otherwise.
#pragma once

namespace running {

// Of the calling thread, and of those that it starts.
void hold_hang_ups();
// One that came meanwhile is delivered now.
void release_hang_ups();

}  // namespace running
