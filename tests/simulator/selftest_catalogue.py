"""X, Twitch and YouTube answer as the facts say: batches, credentials, tokens that end, and their limits."""
import json
import time
import urllib.parse

from simulated import ALICE, CAROL, Case, platform, world

FORM = {"Content_Type": "application/x-www-form-urlencoded"}
RESTING = {"handle": "resting", "id": "1004", "deactivated": True}


class Catalogue(Case):
    def test_x_tells_each_name_of_a_batch_apart(self):
        joker = {"handle": "joker", "id": "1005", "parody": True}
        sim = self.start(world(platform("x", accounts=[ALICE, CAROL, RESTING, joker], credential="right")))
        def users(names, fields="", **headers):
            return sim.json(f"/2/users/by?usernames={names}&user.fields={fields}", "x.test",
                            **{"Authorization": "Bearer right", **headers})
        status, answer = users("ALICE,carol,free,resting", "created_at,description,parody,protected")
        self.assertEqual((status, answer["data"]), (200, [{
            "id": "1001", "name": ALICE["display_name"], "username": "alice",
            "created_at": "2013-05-01T12:34:56.000Z", "description": ALICE["bio"], "protected": False,
            "parody": False}]))
        self.assertEqual([(e["value"], "has been suspended" in e["detail"]) for e in answer["errors"]],
                         [("carol", True), ("free", False), ("resting", False)])
        self.assertTrue(all(e["type"].endswith("/problems/resource-not-found") for e in answer["errors"]))
        self.assertEqual(users("alice")[1], {"data": [
            {"id": "1001", "name": ALICE["display_name"], "username": "alice"}]})   # no `errors`
        self.assertNotIn("data", users("free")[1])
        self.assertTrue(users("joker", "parody")[1]["data"][0]["parody"])
        for bad in ("alice,bad-name", "alice,sixteen_letters_", "", "alice,"):
            status, answer = users(bad)
            self.assertEqual((status, answer["title"]), (400, "Invalid Request"), bad)
        self.assertEqual([users(",".join(f"n{i}" for i in range(n)))[0] for n in (100, 101)], [200, 400])
        for header in ("Bearer wrong", "Bearer ", "Basic right", ""):
            status, answer = users("alice", Authorization=header)
            self.assertEqual((status, answer["title"]), (401, "Unauthorized"), header)
        self.assertEqual(sim.stats()["x"]["unauthorized"], 4)

    def test_x_answers_who_signs_up_without_a_credential(self):
        sim = self.start(world(platform("x", accounts=[ALICE, CAROL], reserved=["admin"], credential="c")))
        told = lambda name: sim.json("/i/users/username_available.json?username=" + name, "x.test")[1]
        self.assertEqual([(told(n)["valid"], told(n)["reason"]) for n in (
            "free_1", "Alice", "carol", "Admin", "bad-name", "sixteen_letters_", "abc")],
            [(True, "available"), (False, "taken"), (False, "taken"), (False, "is_banned_word"),
             (False, "improper_format"), (False, "improper_format"), (False, "invalid_username")])

    def twitch(self, **more):
        sim = self.start(world(platform("twitch", accounts=[ALICE, CAROL], credential="secret",
                                        client_id="me", **more)))
        def token(body="client_id=me&client_secret=secret&grant_type=client_credentials"):
            return sim.json("/oauth2/token", "twitch.test", method="POST", body=body, **FORM)
        def users(logins, held, client="me", **headers):
            query = urllib.parse.urlencode([("login", login) for login in logins])
            return sim.json("/helix/users?" + query, "twitch.test",
                            Authorization="Bearer " + held, Client_Id=client)
        return sim, token, users

    def test_twitch_gives_tokens_to_who_has_the_secret(self):
        sim, token, users = self.twitch()
        for body, status, message in [
                ("", 400, "missing client id"), ("client_id=you", 400, "invalid client"),
                ("client_id=me", 400, "missing client secret"),
                ("client_id=me&client_secret=x&grant_type=client_credentials", 403, "invalid client secret"),
                ("client_id=me&client_secret=secret&grant_type=password", 400, "invalid grant type")]:
            self.assertEqual(token(body), (status, {"status": status, "message": message}))
        status, given = token()
        self.assertEqual((status, given["token_type"], given["expires_in"] > 86400), (200, "bearer", True))
        held = given["access_token"]
        self.assertEqual(users(["alice"], held)[0], 200)
        for bad, client, message in (("x", "me", "Invalid OAuth token"), (held, "", "Client ID is missing"),
                                     (held, "you", "Client ID and OAuth token do not match")):
            status, answer = users(["alice"], bad, client)
            self.assertEqual((status, answer["error"], answer["message"]), (401, "Unauthorized", message))
        self.assertEqual(sim.ask("/helix/users?login=alice", "twitch.test")[0], 401)
        self.assertEqual((sim.stats()["twitch"]["tokens_issued"], sim.stats()["twitch"]["unauthorized"]),
                         (1, 4))

    def test_twitch_leaves_out_the_banned_and_the_missing_alike(self):
        sim, token, users = self.twitch()
        held = token()[1]["access_token"]
        status, answer = users(["ALICE", "carol", "free"], held)
        self.assertEqual((status, [(u["login"], u["id"], u["display_name"], u["created_at"])
                                   for u in answer["data"]]),
                         (200, [("alice", "1001", ALICE["display_name"], "2013-05-01T12:34:56Z")]))
        self.assertEqual(users(["free"], held), (200, {"data": []}))
        for bad in (["alice", "bad-name"], ["alice", "abc"], ["alice", "_abc"], ["alice", "x" * 26], []):
            status, answer = users(bad, held)
            self.assertEqual((status, answer["error"]), (400, "Bad Request"), bad)
        self.assertEqual([users([f"name{i}" for i in range(n)], held)[0] for n in (100, 101)], [200, 400])

    def test_a_token_ends_by_time_and_by_calls(self):
        _, token, users = self.twitch(token_s=0.3)
        status, given = token()
        self.assertEqual(given["expires_in"], 0)   # whole seconds
        held = given["access_token"]
        began = time.monotonic()
        while users(["alice"], held)[0] == 200:
            self.assertLess(time.monotonic() - began, 5)
        self.assertGreater(time.monotonic() - began, 0.2)
        self.assertEqual(users(["alice"], token()[1]["access_token"])[0], 200)
        _, token, users = self.twitch(token_calls=2)
        for held in (token()[1]["access_token"], token()[1]["access_token"]):
            self.assertEqual([users(["alice"], held)[0] for _ in range(3)], [200, 200, 401])

    def test_youtube_by_its_api(self):
        sim = self.start(world(platform("youtube", credential="key", accounts=[
            {**ALICE, "id": "UC1"}, {**CAROL, "id": "UC2"}])))
        get = lambda query, **headers: sim.json("/youtube/v3/channels?" + query, "youtube.test", **headers)
        status, answer = get("part=id,snippet,statistics&forHandle=@Alice&key=key")
        item = answer["items"][0]
        self.assertEqual((status, answer["pageInfo"]["totalResults"], item["id"], item["snippet"]["title"],
                          item["snippet"]["customUrl"], item["snippet"]["publishedAt"],
                          item["statistics"]["hiddenSubscriberCount"], "status" in item),
                         (200, 1, "UC1", ALICE["display_name"], "@alice", "2013-05-01T12:34:56Z", False, False))
        self.assertEqual(get("part=id&forHandle=alice", X_Goog_Api_Key="key")[1]["items"][0]["id"], "UC1")
        for name in ("carol", "free"):   # a terminated channel goes without a word
            status, answer = get(f"part=id&forHandle=@{name}&key=key")
            self.assertEqual((status, answer["pageInfo"]["totalResults"], "items" in answer), (200, 0, False))
        for query, status, reason in (("part=id&forHandle=@alice", 403, "forbidden"),
                                      ("part=id&forHandle=@alice&key=x", 400, "badRequest"),
                                      ("forHandle=@alice&key=key", 400, "required"),
                                      ("part=id&key=key", 400, "missingRequiredParameter")):
            code, answer = get(query)
            self.assertEqual((code, answer["error"]["code"], answer["error"]["errors"][0]["reason"]),
                             (status, status, reason), query)

    def test_youtube_by_its_pages(self):
        accounts = [{**ALICE, "id": "UCabc-_1"}, {**CAROL, "id": "UC2"}]
        sim = self.start(world(platform("youtube", accounts=accounts), platform(
            "youtube", "walled", accounts=accounts, hosts=["eu.test", "consent.youtube.com"], consent=True)))
        status, headers, body = sim.ask("/@ALICE?cbrd=1&ucbcb=1", "youtube.test")
        self.assertEqual((status, b'"externalId":"UCabc-_1"' in body), (200, True))
        self.assertEqual([sim.ask("/@" + n, "youtube.test")[0] for n in ("carol", "free")], [404, 404])
        status, headers, _ = sim.ask("/@alice", "eu.test")
        self.assertEqual((status, headers["location"][:30]), (302, "https://consent.youtube.com/m?"))
        status, _, body = sim.ask("/m", "consent.youtube.com")
        self.assertEqual((status, b"externalId" in body), (200, False))

    def test_limits_are_those_documented_and_told_in_each_ones_way(self):
        few = lambda kind, **more: platform(kind, accounts=[], rate={"limit": 2, "period_s": 600}, **more)
        sim = self.start(world(few("x"), few("twitch"), few("youtube")))
        roads = {"x": "/2/users/by?usernames=free", "twitch": "/helix/users?login=free1",
                 "youtube": "/youtube/v3/channels?part=id&key=k&forHandle=free"}
        others = {"x": "/i/users/username_available.json?username=free", "twitch": "/oauth2/token",
                  "youtube": "/@free"}   # these the limit is not about
        refused = {}
        for kind, road in roads.items():
            left = [sim.ask(road, kind + ".test", Authorization="Bearer t")[1] for _ in range(2)]
            for _ in range(5):
                sim.ask(others[kind], kind + ".test")
            refused[kind] = sim.ask(road, kind + ".test", Authorization="Bearer t")
            remaining = {"x": "x-rate-limit-remaining", "twitch": "ratelimit-remaining"}.get(kind)
            if remaining:
                self.assertEqual([h[remaining] for h in (*left, refused[kind][1])], ["1", "0", "0"])
        self.assertEqual([refused[k][0] for k in roads], [429, 429, 403])
        reset = 1389772800 + 600   # 2014-01-15T08:00Z and the period
        for kind, header in (("x", "x-rate-limit-reset"), ("twitch", "ratelimit-reset")):
            self.assertAlmostEqual(int(refused[kind][1][header]), reset, delta=10)
        self.assertEqual(json.loads(refused["x"][2])["title"], "Too Many Requests")
        self.assertEqual(json.loads(refused["twitch"][2])["status"], 429)
        self.assertEqual(json.loads(refused["youtube"][2])["error"]["errors"][0]["reason"], "quotaExceeded")
        self.assertEqual([sim.stats()[k]["rate_limited"] for k in roads], [1, 1, 1])

    def test_each_platform_keeps_its_documented_limit(self):
        kinds = ("bluesky", "x", "twitch")
        sim = self.start(world(*[platform(k, accounts=[], rate="documented") for k in kinds]))
        heads = {k: sim.ask("/2" if k == "x" else "/helix", k + ".test")[1] for k in kinds}
        self.assertEqual(heads["bluesky"]["ratelimit-policy"], "3000;w=300")
        self.assertEqual((heads["x"]["x-rate-limit-limit"], heads["twitch"]["ratelimit-limit"]), ("300", "800"))
        started = 1389772800
        self.assertAlmostEqual(int(heads["x"]["x-rate-limit-reset"]), started + 900, delta=10)
        self.assertAlmostEqual(int(heads["twitch"]["ratelimit-reset"]), started + 60, delta=10)
