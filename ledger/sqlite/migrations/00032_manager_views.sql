-- +goose Up
-- What managers' dashboards read (docs/grafana.md). Everything below v_conversations is standard SQL but for group_concat; the one view
-- turns times into local ones, so that another back end rewrites it alone. Vendors without a name are the merchants' own people.
create view v_conversations as
select t.n, t.id as transcript, t.channel, t.merchant, case when t.vendor = '' then 'own' else t.vendor end as vendor, t.team, t.customer,
    t.started, strftime('%Y-%m-%dT%H:%M', t.started, '+8 hours') as local_time, t.closed, i.complete, i.outcome
from transcripts t left join inspections i on i.transcript = t.n;

-- A person in a conversation that is closed and wholly inspected. Where the channel hides who it was, the roster says who was on
-- duty: agent is filled in if that was one person, on_duty names them all; said is what the channel gave.
create view v_people as
select c.transcript, c.n, p.place, c.channel, c.merchant, c.vendor, c.team, c.customer, c.started, c.local_time, c.outcome,
    p.warmth, p.resolution, p.efficiency, p.compliance,
    p.agent as said, case when p.agent <> '' then 0 else 1 end as hidden,
    case when p.agent <> '' then p.agent else coalesce((
        select case when count(distinct r.agent) = 1 then min(r.agent) else '' end from roster r
        where r.vendor in ('', c.vendor) and r.team in ('', c.team) and r.merchant in ('', c.merchant) and r.begins <= c.local_time and r.ends > c.local_time), '') end as agent,
    case when p.agent <> '' then p.agent else coalesce((
        select group_concat(distinct r.agent) from roster r
        where r.vendor in ('', c.vendor) and r.team in ('', c.team) and r.merchant in ('', c.merchant) and r.begins <= c.local_time and r.ends > c.local_time), '') end as on_duty
from party_scores p join v_conversations c on c.n = p.transcript
where p.speaker = 'agent';

-- How soon people replied, by the clock hour of the question.
create view v_hours as
select p.transcript, p.channel, p.merchant, p.vendor, p.team, p.customer, p.agent, p.started, r.hour, substr(r.hour, 1, 10) as day,
    cast(substr(r.hour, 12, 2) as integer) as hour_of_day, r.asked, r.answered, r.in_time, r.messages, r.messages_in_time,
    r.seconds, r.capped_seconds, r.longest, r.first_seconds
from replies r join v_people p on p.n = r.transcript and p.place = r.place;

-- What people's verdicts on a finding come to, as tingjian.Standings reckons: each person's last word unless withdrawn, of these the
-- one that decided an appeal, else the newest. Findings that a person added have the rule 'person'.
create view v_standings as
select x.finding, c.transcript, c.merchant, c.vendor, c.team, c.started, x.code, x.rule, x.version, x.speaker, x.agent, x.at, x.by_person,
    case when x.decision = 'overturn' then 'overturned' else 'confirmed' end as standing
from (
    select v.*, row_number() over (partition by v.finding order by case when v.appeal is null then 1 else 0 end, v.id desc) as rank
    from verdicts v
    where v.decision <> 'withdraw' and v.id = (select max(w.id) from verdicts w where w.finding = v.finding and w.transcript = v.transcript and w.by_person = v.by_person)
) x join v_conversations c on c.transcript = x.transcript
where x.rank = 1;

-- What was appealed, and how it was decided; decision is empty while the appeal waits.
create view v_appealed as
select a.id, c.transcript, c.merchant, c.vendor, c.team, c.started, a.code, a.rule, a.agent, a.at, a.due, a.closed, a.decision
from appeals a join v_conversations c on c.transcript = a.transcript;

-- What people did wrong, in conversations that are closed and wholly inspected; what was overturned is left out.
create view v_faults as
select f.id, p.transcript, p.channel, p.merchant, p.vendor, p.team, p.started, p.agent, f.code, f.rule, f.version, f.turn, f.quote, f.message,
    coalesce(s.standing, '') as standing
from v_people p join findings f on f.transcript = p.n and f.agent = p.said and f.speaker = 'agent' left join v_standings s on s.finding = f.id
where coalesce(s.standing, '') <> 'overturned' and f.status = 'stable' and f.pending = 0 and f.code in (
    'stonewall', 'deferral', 'buckpass', 'offtopic', 'handoff.denied', 'promise.broken', 'contradiction', 'asks_again', 'waiting', 'comfort.only',
    'canned', 'rude', 'policy.refusal', 'flow.missing', 'risk.offsite', 'risk.privacy', 'risk.review_bribe', 'risk.overpromise',
    'speech.silence', 'speech.overtalk', 'speech.fast');

-- What needs somebody now: findings in conversations in progress. Those are few, and cross join begins with them.
create view v_floor as
select t.id as transcript, t.channel, t.merchant, case when t.vendor = '' then 'own' else t.vendor end as vendor, t.team, t.started,
    f.agent, f.code, f.pending, f.turn, f.quote, f.message, f.decides_at
from transcripts t cross join findings f
where not t.closed and f.transcript = t.n and f.status = 'stable';

-- What was promised, and what became of it.
create view v_promises as
select p.case_id, c.transcript, c.merchant, c.vendor, c.team, c.started, p.turn, p.speaker, coalesce(w.agent, p.agent) as agent, p.kind, p.quote, p.due, p.status
from promises p join v_conversations c on c.transcript = p.transcript
left join v_people w on w.n = c.n and w.said = p.agent and p.speaker = 'agent';

-- The questions of each vendor's hours against the people on duty by the roster; null where there is no roster of that vendor at all.
create view v_duty as
select h.vendor, h.hour, h.started, h.asked, h.in_time,
    case when exists (select 1 from roster r where r.vendor in ('', h.vendor)) then (
        select count(distinct r.agent) from roster r where r.vendor in ('', h.vendor) and r.begins <= h.hour || ':59' and r.ends > h.hour || ':00') end as on_duty
from (select vendor, hour, min(started) as started, sum(asked) as asked, sum(in_time) as in_time from v_hours group by vendor, hour) h;
