"""Every kind of platform answers as the facts say; accounts live by the clock; rates refuse."""
import json
import time

from simulated import ALICE, CAROL, Case, platform, world


class Kinds(Case):
    def test_bluesky_tells_each_state_by_its_own_error(self):
        accounts = [{"handle": "a.test", "id": "did:plc:a", "display_name": "A", "bio": "b"},
                    {"handle": "s.test", "id": "did:plc:s", "suspended": True},
                    {"handle": "d.test", "id": "did:plc:d", "deactivated": True}]
        sim = self.start(world(platform("bluesky", accounts=accounts)))
        get = lambda query: sim.json("/xrpc/app.bsky.actor." + query, "bluesky.test")
        status, profile = get("getProfile?actor=A.TEST")
        self.assertEqual((status, profile["did"], profile["handle"], profile["displayName"],
                          profile["description"], profile["createdAt"]),
                         (200, "did:plc:a", "a.test", "A", "b", "2014-01-15T08:00:00.000Z"))
        self.assertEqual(get("getProfile?actor=did:plc:a")[1], profile)
        for actor, error, message in [
                ("s.test", "AccountTakedown", "Account has been suspended"),
                ("d.test", "AccountDeactivated", "Account is deactivated"),
                ("free.test", "InvalidRequest", "Profile not found"),
                ("bad_name.test", "InvalidRequest", "Error: actor must be a valid did or a handle")]:
            self.assertEqual(get("getProfile?actor=" + actor),
                             (400, {"error": error, "message": message}))
        batch = lambda names: get("getProfiles?" + "&".join("actors=" + name for name in names))
        status, answer = batch(["free.test", "s.test", "d.test", "a.test"])
        self.assertEqual((status, [p["did"] for p in answer["profiles"]]), (200, ["did:plc:a"]))
        self.assertEqual(batch(["a.test", "bad_name"])[0], 400)
        self.assertEqual(len(batch(["a.test"] * 25)[1]["profiles"]), 25)
        self.assertIn("not have more than 25 elements", batch(["a.test"] * 26)[1]["message"])
        resolve = lambda name: sim.json(
            "/xrpc/com.atproto.identity.resolveHandle?handle=" + name, "bluesky.test")
        self.assertEqual(resolve("a.test"), (200, {"did": "did:plc:a"}))
        for name in ("s.test", "d.test", "free.test"):
            self.assertEqual(resolve(name), (400, {"error": "InvalidRequest",
                                                   "message": "Unable to resolve handle"}))

    def test_mastodon_looks_up_and_fingers(self):
        gone = {"handle": "gone", "id": "4", "deactivated": True}
        sim = self.start(world(platform("mastodon", accounts=[ALICE, CAROL, gone]),
                               platform("mastodon", "closed", closed_api=True)))
        lookup = lambda name: sim.json("/api/v1/accounts/lookup?acct=" + name, "mastodon.test")
        status, account = lookup("ALICE")
        self.assertEqual((status, account["acct"], account["id"], account["uri"], account["note"],
                          account["created_at"]),
                         (200, "alice", "1001", "https://mastodon.test/users/alice",
                          "<p>Hi &amp; &#39;bye&#39;</p>", "2013-05-01T00:00:00.000Z"))
        self.assertNotIn("suspended", account)
        self.assertEqual(lookup("alice@mastodon.test")[0], 200)
        self.assertEqual(lookup("alice@elsewhere.test")[0], 404)
        self.assertTrue(lookup("carol")[1]["suspended"])
        self.assertEqual(lookup("free"), (404, {"error": "Record not found"}))
        self.assertEqual(lookup("gone")[0], 410)
        finger = lambda resource: sim.ask("/.well-known/webfinger?resource=" + resource,
                                          "mastodon.test")
        self.assertEqual([finger(f"acct:{name}@mastodon.test")[0]
                          for name in ("alice", "carol", "gone", "free")], [200, 410, 410, 404])
        self.assertEqual(finger("alice")[0], 400)
        document = json.loads(finger("acct:Alice@mastodon.test")[2])
        self.assertEqual(document["subject"], "acct:alice@mastodon.test")
        target = "/@closed/api/v1/accounts/lookup?acct=alice"
        self.assertEqual(sim.json(target),
                         (401, {"error": "This method requires an authenticated user"}))
        self.assertEqual(sim.ask(target, Authorization="Bearer t")[0], 200)
        self.assertEqual(sim.ask("/@closed/.well-known/webfinger?resource=acct:alice@127.0.0.1")[0],
                         200)

    def test_mediawiki_answers_lists(self):
        sim = self.start(world(platform("mediawiki", accounts=[
            {**ALICE, "handle": "Élan vital"}, {**CAROL, "handle": "Carol"}],
            reserved=["Admin"]), platform("mediawiki", "lagging", lag_s=9)))
        query = "action=query&list=users&format=json&formatversion=2&usprop=registration|blockinfo"
        def users(names, extra="", host="mediawiki.test", path="/w/api.php"):
            return sim.json(path, host, method="POST", body=(f"{query}{extra}&ususers={names}").encode(),
                            Content_Type="application/x-www-form-urlencoded")
        answer = users("carol|free_name|%C3%A9lan__vital|a%23b|Admin|1.2.3.4", "|cancreate")[1]
        invalid, address, carol, free, alice, admin = answer["query"]["users"]
        self.assertEqual(invalid, {"name": "a#b", "invalid": True})
        self.assertTrue(address["invalid"])
        self.assertEqual((carol["userid"], carol["blockid"], carol["blockreason"]), (1003, 1, "spam"))
        self.assertEqual(free, {"name": "Free name", "missing": True, "cancreate": True})
        self.assertEqual((alice["name"], alice["userid"], alice["registration"]),
                         ("Élan vital", 1001, "2013-05-01T12:34:56Z"))
        self.assertEqual((admin["missing"], admin["cancreate"]), (True, False))
        self.assertTrue(admin["cancreateerror"][0]["code"])
        self.assertEqual(len(users("|".join(f"n{i}" for i in range(50)))[1]["query"]["users"]), 50)
        status, error = users("|".join(f"n{i}" for i in range(51)))
        self.assertEqual((status, error["error"]["code"], error["error"]["limit"]),
                         (200, "toomanyvalues", 50))
        got = sim.json("/w/api.php?action=query&list=users&format=json&ususers=Free", "mediawiki.test")
        self.assertEqual(got[1], {"batchcomplete": "", "query": {"users": [
            {"name": "Free", "missing": ""}]}})
        target = f"/@lagging/w/api.php?{query}&ususers=Alice&maxlag="
        status, headers, body = sim.ask(target + "5")
        self.assertEqual((status, headers["retry-after"], headers["mediawiki-api-error"],
                          json.loads(body)["error"]["code"]), (200, "5", "maxlag", "maxlag"))
        self.assertIn("query", sim.json(target + "9")[1])

    def test_github_rest_and_graphql(self):
        company = {**ALICE, "handle": "acme", "group": True}
        sim = self.start(world(platform("github", accounts=[ALICE, CAROL, company])))
        status, user = sim.json("/users/Alice", "github.test")
        self.assertEqual((status, user["login"], user["id"], user["type"], user["created_at"]),
                         (200, "alice", 1001, "User", "2013-05-01T12:34:56Z"))
        for name in ("free", "carol"):
            status, error = sim.json("/users/" + name, "github.test")
            self.assertEqual((status, error["message"]), (404, "Not Found"))
        self.assertEqual(sim.raw(b"GET /users/alice HTTP/1.1\r\nHost: github.test\r\n"
                                 b"Connection: close\r\n\r\n")[:12], b"HTTP/1.1 403")
        def graphql(query, **headers):
            return sim.json("/graphql", "github.test", method="POST",
                            body=json.dumps({"query": query}), **headers)
        query = ('query { a0: repositoryOwner(login:"ALICE") { login id ... on User { databaseId bio '
                 'followers { totalCount } } ... on Organization { description } } '
                 'a1: repositoryOwner(login:"free") { login } '
                 'a2: repositoryOwner(login:"acme") { login ... on User { bio } } '
                 'a3: user(login:"free") { login } }')
        self.assertEqual(graphql(query)[0], 401)
        answer = graphql(query, Authorization="bearer t")[1]
        self.assertEqual(answer["data"], {
            "a0": {"login": "alice", "id": "U_kgDO1001", "databaseId": 1001, "bio": ALICE["bio"],
                   "followers": {"totalCount": 12}},
            "a1": None, "a2": {"login": "acme"}, "a3": None})
        self.assertEqual([e["path"] for e in answer["errors"]], [["a3"]])
        for bad in ("query {", "}{", 'query { a: x(login:"b") { login } }', "", "{" * 9999, '"'):
            self.assertIn("errors", graphql(bad, Authorization="Bearer t")[1])

    def test_gitlab_shows_private_groups_only_by_exists(self):
        team = {"handle": "team", "id": "7", "group": True}
        hidden = {"handle": "hidden", "id": "8", "group": True, "private": True}
        sim = self.start(world(platform("gitlab", accounts=[ALICE, CAROL, team, hidden],
                                        reserved=["help"])))
        get = lambda target: sim.json(target, "gitlab.test")
        users = get("/api/v4/users?username=ALICE")[1]
        self.assertEqual([(u["username"], u["id"], u["state"]) for u in users],
                         [("alice", 1001, "active")])
        self.assertEqual(get("/api/v4/users?username=carol")[1][0]["state"], "blocked")
        self.assertEqual(get("/api/v4/users?username=team"), (200, []))
        self.assertEqual(get("/api/v4/groups/Team?with_projects=false")[1]["path"], "team")
        missing = (404, {"message": "404 Group Not Found"})
        self.assertEqual([get("/api/v4/groups/" + n) for n in ("hidden", "alice", "free")],
                         [missing] * 3)
        self.assertEqual([get(f"/users/{n}/exists")[1]["exists"] for n in
                          ("alice", "team", "hidden", "help", "free")], [True] * 4 + [False])

    def test_forgejo_redirects_the_renamed_and_hides_the_hidden(self):
        moved = {"handle": "old", "id": "5", "changes": [{"at": 0, "handle": "new.er"}]}
        hidden = {"handle": "hidden", "id": "8", "private": True}
        sim = self.start(world(platform("forgejo", accounts=[ALICE, moved, hidden]),
                               platform("forgejo", "mirror", accounts=[moved])))
        get = lambda name: sim.ask("/api/v1/users/" + name, "forgejo.test")
        user = json.loads(get("ALICE")[2])
        self.assertEqual((user["id"], user["login"], user["full_name"], user["created"]),
                         (1001, "alice", ALICE["display_name"], "2013-05-01T12:34:56Z"))
        status, headers, _ = get("OLD")
        self.assertEqual((status, headers["location"]), (307, "/api/v1/users/new.er"))
        self.assertEqual(sim.ask("/@mirror/api/v1/users/old")[1]["location"],
                         "/@mirror/api/v1/users/new.er")
        self.assertEqual(get("new.er")[0], 200)
        status, _, body = get("Free")
        self.assertEqual((status, json.loads(body)["message"]),
                         (404, "user redirect does not exist [name: free]"))
        status, _, body = get("hidden")
        self.assertEqual(status, 404)
        self.assertNotIn(b"redirect", body)

    def test_npm_and_rdap(self):
        scoped = {"handle": "@acme/tool", "id": "2", "bio": "d"}
        sim = self.start(world(platform("npm", accounts=[ALICE, scoped]), platform("rdap", accounts=[
            {"handle": "taken.fr", "id": "DOM1", "created_at": "2013-05-01T12:34:56Z"}])))
        for target in ("/@acme%2ftool", "/@acme/tool"):
            packument = sim.json(target, "npm.test")[1]
            self.assertEqual((packument["_id"], packument["time"]["created"][:4]),
                             ("@acme/tool", "2014"))
        brief = sim.json("/alice", "npm.test", Accept="application/vnd.npm.install-v1+json")[1]
        self.assertEqual(sorted(brief), ["dist-tags", "modified", "name", "versions"])
        self.assertEqual(sim.json("/free", "npm.test"), (404, {"error": "Not found"}))
        self.assertEqual(sim.ask("/ALICE", "npm.test")[0], 404)
        for base in ("", "/com/v1", "/rdap"):
            status, domain = sim.json(base + "/domain/TAKEN.fr", "rdap.test")
            self.assertEqual((status, domain["objectClassName"], domain["handle"],
                              domain["events"][0]),
                             (200, "domain", "DOM1", {"eventAction": "registration",
                                                      "eventDate": "2013-05-01T12:34:56Z"}))
        self.assertEqual([sim.json("/domain/" + n, "rdap.test")[0] for n in ("free.fr", "a_b.fr")],
                         [404, 400])

    def test_sites_of_every_shape(self):
        sim = self.start(world(*[platform("site", s, shape=s, page_bytes=32768) for s in (
            "status", "message", "redirect", "json", "always200", "batch")]))
        get = lambda shape, name: sim.ask(f"/@{shape}/u/{name}")
        for shape in ("status", "message", "redirect"):
            status, headers, body = get(shape, "ALICE")
            self.assertEqual((status, headers["content-type"]), (200, "text/html; charset=utf-8"))
            self.assertIn(b"<title>Al &lt;b&gt;&quot;ice&quot;&lt;/b&gt; (@alice)</title>", body)
            self.assertIn(b"Hi &amp; &#39;bye&#39;", body)
            self.assertTrue(32768 <= len(body) < 33000, len(body))
        self.assertEqual([get("status", n)[0] for n in ("free", "carol")], [404, 410])
        status, _, body = get("message", "free")
        self.assertEqual((status, b"does not exist" in body, len(body) >= 32768), (200, True, True))
        status, headers, _ = get("redirect", "free")
        self.assertEqual((status, headers["location"]), (302, "/@redirect/"))
        self.assertEqual(sim.ask("/@redirect/")[0], 200)
        self.assertEqual(json.loads(get("json", "alice")[2])["user"]["id"], "1001")
        self.assertEqual((get("json", "free")[0], get("json", "free")[2]),
                         (404, b'{"error":"not_found"}'))
        self.assertEqual(get("always200", "alice")[2], get("always200", "free")[2])
        users = sim.json("/@batch/batch?names=free,alice,carol")[1]["users"]
        self.assertEqual([u["name"] for u in users], ["alice"])


class Time(Case):
    def test_accounts_appear_change_and_go_as_the_clock_runs(self):
        day = 86400
        life = {"handle": "a.test", "id": "did:plc:one", "from": day, "until": 5 * day, "changes": [
            {"at": 2 * day, "suspended": True}, {"at": 3 * day, "suspended": False, "id": "did:plc:two"},
            {"at": 4 * day, "handle": "b.test"}]}
        sim = self.start(world(platform("bluesky", accounts=[life]), speed=4 * day))
        seen = {"a.test": [], "b.test": []}
        deadline = time.monotonic() + 1.6
        while time.monotonic() < deadline:
            for name, states in seen.items():
                answer = sim.json("/xrpc/app.bsky.actor.getProfile?actor=" + name, "bluesky.test")[1]
                state = answer.get("did", answer.get("error"))
                if states[-1:] != [state]:
                    states.append(state)
        none = "InvalidRequest"
        self.assertEqual(seen, {
            "a.test": [none, "did:plc:one", "AccountTakedown", "did:plc:two", none],
            "b.test": [none, "did:plc:two", none]})

    def test_a_rate_answers_as_each_platform_does(self):
        kinds = ["bluesky", "mastodon", "mediawiki", "github", "gitlab", "forgejo", "npm", "rdap"]
        limited = [platform(k, accounts=[], rate={"limit": 2, "period_s": 600}) for k in kinds]
        limited.append(platform("site", accounts=[], shape="status",
                                rate={"limit": 1, "period_s": 1.5}))
        sim = self.start(world(*limited))
        refusals = {}
        for kind in kinds:
            self.assertNotIn(429, [sim.ask("/x", kind + ".test")[0] for _ in range(2)])
            refusals[kind] = sim.ask("/x", kind + ".test")
        reset = 1389772800 + 600   # 2014-01-15T08:00Z and the period
        for kind, header in (("bluesky", "ratelimit-reset"), ("github", "x-ratelimit-reset"),
                             ("gitlab", "ratelimit-reset")):
            self.assertAlmostEqual(int(refusals[kind][1][header]), reset, delta=10)
        self.assertEqual([refusals[k][0] for k in kinds], [429, 429, 429, 403, 429, 429, 429, 429])
        self.assertEqual(refusals["bluesky"][1]["ratelimit-policy"], "2;w=600")
        self.assertIn(b"RateLimitExceeded", refusals["bluesky"][2])
        self.assertRegex(refusals["mastodon"][1]["x-ratelimit-reset"], r"^2014-01-15T08:10:\d\d\.0+Z$")
        self.assertEqual(refusals["github"][1]["x-ratelimit-remaining"], "0")
        for kind in ("mediawiki", "gitlab", "rdap"):
            self.assertTrue(590 <= int(refusals[kind][1]["retry-after"]) <= 600)
        for kind in ("forgejo", "npm", "bluesky", "mastodon"):
            self.assertNotIn("retry-after", refusals[kind][1])
        status, _, body = sim.ask("/graphql", "github.test", method="POST", body="{}",
                                  Authorization="Bearer t")
        self.assertEqual((status, json.loads(body)["errors"][0]["type"]), (200, "RATE_LIMITED"))
        first, second = [sim.ask("/u/x", "site.test")[0] for _ in range(2)]
        time.sleep(1.6)   # the window slides
        self.assertEqual((first, second, sim.ask("/u/x", "site.test")[0]), (404, 429, 404))
        self.assertEqual(sim.stats()["github"]["rate_limited"], 2)
