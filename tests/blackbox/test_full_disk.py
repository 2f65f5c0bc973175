#!/usr/bin/env python3
"""A disk that is full for a while: the service goes on asking, says so, forgets nothing, and recovers by itself."""
import os
import subprocess
import time

import harness
import worlds
from service import Case, incidents, platform, stranger, watch


def mount(folder):
    """A small disk of its own there; why not, where that cannot be."""
    if os.geteuid() != 0:
        return "only root can mount a small disk"
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], capture_output=True, text=True, check=False)
    return done.stderr.strip()


LATER = 20  # scenario seconds: after two sweeps, also on a busy machine


class FullDiskTest(Case):
    # One stranger from the start; the other one comes while the disk is full.
    scenario = worlds.world(platform("codeberg", stranger("pnationale02", 102), stranger("pnationale03", 103, **{"from": LATER})))

    def setUp(self):
        super().setUp()
        self.turn = time.monotonic() + LATER  # or a moment earlier
        self.disk = self.folder / "disk"
        self.disk.mkdir()
        why = mount(self.disk)
        harness.require_or_skip("tmpfs", not why, why)
        self.addCleanup(subprocess.run, ["umount", self.disk], check=True)
        self.addCleanup(self.service.kill)
        self.service.ledger = self.disk / "ledger.db"

    def fill(self):
        with open(self.disk / "ballast", "wb", buffering=0) as ballast:
            size = 1 << 16
            while size:
                try:
                    ballast.write(b"x" * size)
                except OSError:
                    size //= 2

    def was_swept_twice(self):
        """So that whoever comes now was not there before."""
        swept = {one["swept_at"] for one in self.service.ask("status", "--format", "jsonl").records()} - {None}
        self.swept = getattr(self, "swept", set()) | swept
        return len(self.swept) >= 2

    def status(self):
        return self.service.ask("status").stderr

    def test_it_goes_on_says_so_and_tells_everything_when_there_is_room(self):
        self.configure()
        self.service.start()
        self.wait_for_event("baseline", "pnationale02")
        harness.wait_for(self.was_swept_twice, LATER, "two sweeps")
        self.assertLess(time.monotonic(), self.turn - 1, "this machine is too slow for the story")
        self.fill()
        harness.wait_for(lambda: "the disk is full" in self.status(), 60, "status to say so")
        time.sleep(max(0, self.turn - time.monotonic()))
        asked = self.asked()
        harness.wait_for(lambda: self.asked() > asked, 60, "the checks to go on")
        self.assertEqual([one["handle"] for one in incidents(self.service)], ["pnationale02"])
        self.assertIsNone(self.service.process.poll(), self.service.log())
        (self.disk / "ballast").unlink()
        self.wait_for_event("claimed", "pnationale03", seconds=90)
        harness.wait_for(lambda: "the disk is full" not in self.status(), 60, "status to forget it")
        self.assertEqual([event[:2] for event in self.receiver.events()], [("baseline", "pnationale02"), ("claimed", "pnationale03")])
        self.assertEqual(self.service.ask("ledger", "check").code, 0)

    def test_a_single_run_that_cannot_write_ends_and_says_so(self):
        self.configure()
        process = harness.start("run", "--once", "--config", self.service.config, env=self.service.environment())
        self.addCleanup(harness.stop, process)
        harness.wait_for(lambda: self.asked() > 2, 20, "the first look")
        self.fill()
        _, errors = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 4, errors)
        self.assertRegex(errors.decode(), "the disk is full")
        self.assertLess(self.asked(), 30)

    def test_a_single_run_that_cannot_note_a_delivery_ends_and_tells_it_once(self):
        self.receiver.always["/team"] = ("slow", 2, 204)
        self.configure()
        process = harness.start("run", "--once", "--config", self.service.config, env=self.service.environment())
        self.addCleanup(harness.stop, process)
        harness.wait_for(self.receiver.had, 20, "the message to be under way")
        self.fill()
        _, errors = process.communicate(timeout=100)
        self.assertEqual(process.returncode, 4, errors)
        self.assertRegex(errors.decode(), "the disk is full")
        self.assertEqual([one.events for one in self.receiver.had()][1:], [])

    def test_on_a_disk_that_is_full_from_the_start_it_ends_with_one_line(self):
        self.configure()
        self.fill()
        done = self.service.once()
        self.assertEqual((done.code, len(done.stderr.splitlines())), (4, 1), done)
        self.assertRegex(done.stderr, r"ledger\.db.*(full|written)")


if __name__ == "__main__":
    harness.main()
