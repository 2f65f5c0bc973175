#!/usr/bin/env python3
"""What a crash left untold is told by the next service, also where the ledger is locked when that one starts."""
import sqlite3

import harness
import worlds
from service import Case, platform, stranger, watch


class LeftoversTest(Case):
    scenario = worlds.world(platform("codeberg", stranger("pnationale02", 102)))

    def test_what_a_lock_kept_from_being_told_at_the_start_is_told_when_it_is_gone(self):
        self.addCleanup(self.service.kill)
        self.configure([watch(["PNationale02"], every="6h", confirm="1s")])
        self.service.start()
        self.wait_for_event("baseline", "pnationale02")
        self.service.stop()
        # As if it had been killed between the two transactions: there is the event, and no message yet.
        other = sqlite3.connect(self.service.ledger, isolation_level=None)
        self.addCleanup(other.close)
        for step in ("DELETE FROM message_event", "DELETE FROM message", "UPDATE event SET frozen = 0", "BEGIN IMMEDIATE"):
            other.execute(step)
        self.service.start()
        self.wait_for_log("locked by another process")
        self.assertEqual(len(self.receiver.events()), 1)
        other.execute("ROLLBACK")
        harness.wait_for(lambda: len(self.receiver.events()) == 2, 60, "the event to be told")


if __name__ == "__main__":
    harness.main()
