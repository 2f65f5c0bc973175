// Each kind of platform words one request's true answer as the real service does: status codes,
// JSON shapes, error texts, batch forms and their limits. Sources are the facts
// (platform-facts.json), and for MediaWiki, Forgejo and the atproto errors the services' own
// source. One file a kind; none knows handlewatch's definitions. Pure but for the view's list of
// asked names and its tokens.
#pragma once

#include "simulator/message.hpp"
#include "simulator/view.hpp"

namespace simulator {

Reply bluesky(View& view, const Request& request);
Reply mastodon(View& view, const Request& request);
Reply mediawiki(View& view, const Request& request);
Reply github(View& view, const Request& request);
Reply gitlab(View& view, const Request& request);
Reply forgejo(View& view, const Request& request);
Reply npm(View& view, const Request& request);
Reply rdap(View& view, const Request& request);
Reply site(View& view, const Request& request);
Reply x(View& view, const Request& request);
Reply twitch(View& view, const Request& request);
Reply youtube(View& view, const Request& request);

// The name under which a platform speaks of itself: its first host, else what the client asked.
std::string domain_of(const View& view, const Request& request);

}  // namespace simulator
