#include "judging/news.hpp"

#include "judging/baseline.hpp"

namespace judging {

using model::EventType;
using model::Status;

namespace {

bool is_same_known_account(const TargetState& a, const TargetState& b) {
  return a.account_id && b.account_id && *a.account_id == *b.account_id;
}

// The first firm answer.
std::optional<News> first_news(const TargetState& now, const Circumstances& circumstances) {
  if (is_trouble(now, circumstances)) return News{EventType::baseline, IncidentStep::open};
  if (!circumstances.is_owned || now.status == Status::claimed) return std::nullopt;
  // Listed as ours, and nobody has it.
  if (circumstances.moved) return News{EventType::renamed, IncidentStep::open};
  return is_closed(now.status) ? News{EventType::suspended, IncidentStep::open}
                               : News{EventType::released, IncidentStep::open};
}

std::optional<News> news_of_arrival(const TargetState& was, const TargetState& now,
                                    const Circumstances& circumstances) {
  const bool was_there = was.status == Status::claimed;
  if (is_ours(now)) {
    if (is_ours(was) && was_there) return std::nullopt;
    const bool news = circumstances.has_open_incident || is_closed(was.status);
    return news ? std::optional(News{EventType::back, IncidentStep::resolve}) : std::nullopt;
  }
  if (!is_trouble(now, circumstances)) return std::nullopt;
  // A suspended stranger who returns goes on with his incident.
  if (is_closed(was.status) && is_same_known_account(was, now)) {
    return News{EventType::back, IncidentStep::open};
  }
  if (!was_there) return News{EventType::claimed, IncidentStep::open};
  // It has not changed hands: the list says otherwise than before whose it is.
  if (was.account_id == now.account_id) return News{EventType::baseline, IncidentStep::open};
  return News{EventType::changed_hands, IncidentStep::open};
}

// Of what becomes of a handle that its account left. Ours that is at another handle of ours now is
// not lost, unless this one is listed.
IncidentStep after_leaving(const TargetState& was, const Circumstances& circumstances) {
  const bool is_lost = circumstances.is_owned || (is_ours(was) && !circumstances.moved);
  return is_lost ? IncidentStep::open : IncidentStep::resolve;
}

std::optional<News> news_of_closing(const TargetState& was, const TargetState& now,
                                    const Circumstances& circumstances) {
  if (was.status == Status::available) {
    const bool is_nobodys = !now.account_id && !now.holder;
    if (is_nobodys) return News{EventType::withheld, IncidentStep::open};
  } else if (was.status != Status::claimed) {
    // From suspended to reserved and back nothing changes for anybody.
    return std::nullopt;
  }
  // Also of an account that came and was closed unheard of.
  return News{circumstances.moved ? EventType::renamed : EventType::suspended, IncidentStep::open};
}

std::optional<News> news_of_leaving(const TargetState& was, const Circumstances& circumstances) {
  const bool had_account = was.holder.has_value();
  const bool lost = is_about_us(was, circumstances);
  if (!had_account && !circumstances.has_open_incident) return std::nullopt;
  // It was withheld, and is as free as before.
  if (!had_account && !lost) return News{EventType::back, IncidentStep::resolve};
  const EventType type = circumstances.moved ? EventType::renamed : EventType::released;
  return News{type, after_leaving(was, circumstances)};
}

std::optional<News> news_between(const TargetState& was, const TargetState& now,
                                 const Circumstances& circumstances) {
  switch (now.status) {
    case Status::claimed: return news_of_arrival(was, now, circumstances);
    case Status::available: return news_of_leaving(was, circumstances);
    case Status::suspended:
    case Status::reserved: return news_of_closing(was, now, circumstances);
    case Status::invalid:
    case Status::unknown: break;
  }
  return std::nullopt;
}

}  // namespace

bool is_trouble(const TargetState& state, const Circumstances& circumstances) {
  if (state.status != Status::claimed || is_ours(state)) return false;
  const auto& dismissed = circumstances.dismissed;
  const bool same = dismissed && (!dismissed->account_id || !state.account_id ||
                                  *dismissed->account_id == *state.account_id);
  return !same;
}

std::optional<News> news_of(const Belief& belief, const TargetState& now, model::Instant since,
                            const Circumstances& circumstances) {
  const TargetState& was = belief.state;
  const bool is_first = was.status == Status::unknown;
  auto news = is_first ? first_news(now, circumstances) : news_between(was, now, circumstances);
  if (!news) return news;
  const bool from_before = may_have_been_there(belief, since);
  if (is_first && news->type == EventType::baseline && !from_before) {
    news->type = EventType::claimed;
  }
  const bool is_arrival =
      news->type == EventType::claimed || news->type == EventType::changed_hands;
  if (is_arrival && from_before && !is_ours(was)) {
    news->type = EventType::baseline;
  }
  // Nobody was sure that it was free.
  const bool was_unsure = belief.baseline || circumstances.better_known;
  if (news->type == EventType::withheld && was_unsure) return std::nullopt;
  return news;
}

std::optional<News> left_to_tell(const TargetState& told, const TargetState& now,
                                 const Circumstances& circumstances) {
  const bool is_another = told.status != Status::unknown && !same_state(told, now);
  if (is_another) {
    if (const auto news = news_between(told, now, circumstances)) return news;
  }
  auto standing = first_news(now, circumstances);
  if (standing && standing->type == EventType::baseline) standing->type = EventType::claimed;
  if (standing) return standing;
  // An account that came and was closed unheard of.
  const bool closed_unheard = is_closed(now.status) && now.holder && !is_closed(told.status);
  return closed_unheard ? std::optional(News{EventType::suspended, IncidentStep::open})
                        : std::nullopt;
}

}  // namespace judging
